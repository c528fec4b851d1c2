/**
 * Reading an answer with a client of bytes, which then knows what a client of HTTP would know.
 *
 * @module
 */

import { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError } from "../errors.ts";
import { readAll } from "../http/body.ts";
import type { RawClient } from "../http/client/raw_client.ts";
import { newRequest } from "../http/client/request.ts";
import { readResponse } from "../http/client/response.ts";

/** An answer as a client's program has it: a status and a body, an error, or both. */
export interface Answer {
  /** `null` when no answer came. */
  readonly status: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly error: EoflabError | null;
  /** Whether the connection ends with it. */
  readonly close: boolean;
}

/**
 * Reads one answer, header and body. Never throws for how it ends.
 *
 * @param client read from here; what comes behind the answer may be lost
 * @param url that was asked for, with the method GET or another one whose answers have bodies
 */
export async function readAnswer(client: RawClient, url: string): Promise<Answer> {
  try {
    const { status, close, body } = await readResponse(new BufioReader(client.conn), newRequest("GET", url));
    const { bytes, error } = await readAll(body);
    return { status, body: bytes, error, close };
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return { status: null, body: new Uint8Array(), error: err, close: true };
  }
}
