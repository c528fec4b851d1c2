/**
 * fetch of the runtime that this is started with.
 *
 * @module
 */

import { each, type Got, joined } from "./each.ts";

await each(async (url, limit): Promise<Got> => {
  const pieces: Uint8Array[] = [];
  let status: number | null = null;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limit) });
    status = response.status;
    if (response.body !== null) for await (const piece of response.body) pieces.push(piece);
    return { status, body: joined(pieces) };
  } catch (fail) {
    return { status, body: joined(pieces), fail };
  }
});
