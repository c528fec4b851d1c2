/**
 * What lab 25's client makes of the server's answer, for the recording.
 *
 * @module
 */

import { readResponse } from "../../lib/http/client/response.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, EoflabError, newRequest, type RawClient, readAll } from "../../lib/mod.ts";

/**
 * Reads one answer and reports it.
 *
 * @returns its status; `null` if there was none
 */
export async function receive<K>(stage: Stage<K>, raw: RawClient, url: string): Promise<number | null> {
  try {
    const { status, body } = await readResponse(new BufioReader(raw.conn), newRequest("GET", url));
    const { bytes, error } = await readAll(body);
    await stage.result(1, { status, body: bytes, error });
    return status;
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    await stage.result(1, { status: null, body: new Uint8Array(), error: err });
    return null;
  }
}
