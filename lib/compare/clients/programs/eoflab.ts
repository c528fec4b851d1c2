/**
 * eoflab's own client, which is like Go's.
 *
 * @module
 */

import { EoflabError } from "../../../errors.ts";
import { readAll } from "../../../http/body.ts";
import { Client } from "../../../http/client/client.ts";
import { Transport } from "../../../http/client/transport.ts";
import { network } from "../../../net/platform.ts";
import { each, type Got } from "./each.ts";

const transport = new Transport({ network: await network() });

await each(async (url, limit): Promise<Got> => {
  const client = new Client({ transport, timeout: limit });
  try {
    const { status, body } = await client.get(url);
    const { bytes, error } = await readAll(body);
    return { status, body: bytes, ...(error === null ? {} : { fail: error.message }) };
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return { status: null, body: new Uint8Array(), fail: err.message };
  }
});
