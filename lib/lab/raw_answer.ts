/**
 * What a client of bytes reads as an answer.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError } from "../errors.ts";
import { readAll } from "../http/body.ts";
import { newRequest } from "../http/client/request.ts";
import { readResponse } from "../http/client/response.ts";

/** One answer, or how the connection ended instead. */
export interface RawAnswer {
  /** `null` if no header came. */
  readonly status: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
  /** How the connection ended before the answer did; `null` if the answer is whole. */
  readonly error: EoflabError | null;
}

/** Reads the next answer to a GET, by its framing. A connection that ends or fails is a result, and is not thrown. */
export async function readAnswer(br: BufioReader): Promise<RawAnswer> {
  try {
    const { status, body } = await readResponse(br, newRequest("GET", "http://127.0.0.1"));
    const { bytes, error } = await readAll(body);
    return { status, body: bytes, error };
  } catch (error) {
    if (!(error instanceof EoflabError)) throw error;
    return { status: null, body: new Uint8Array(), error };
  }
}
