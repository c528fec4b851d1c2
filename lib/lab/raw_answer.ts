/**
 * What a client of bytes reads as an answer.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError } from "../errors.ts";
import { readAll } from "../http/body.ts";
import { newRequest } from "../http/client/request.ts";
import { type ClientResponse, readResponse } from "../http/client/response.ts";

/** An answer, as far as it came. */
export interface RawAnswer {
  /** `null` if no header came. */
  readonly status: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
  /** How the connection ended before the answer did; `null` if the answer is whole. */
  readonly error: EoflabError | null;
  /** Whether the connection ends with it. */
  readonly close: boolean;
}

/**
 * Reads the next answer, by its framing. A connection that ends or fails is a result, and is not thrown.
 *
 * @param headerRead called when the header has come
 * @param method of the request: the answer to a HEAD has no body
 */
export async function readAnswer(
  br: BufioReader,
  headerRead: (response: ClientResponse) => void = () => {},
  method = "GET",
): Promise<RawAnswer> {
  try {
    const response = await readResponse(br, newRequest(method, "http://127.0.0.1"));
    headerRead(response);
    const { bytes, error } = await readAll(response.body);
    return { status: response.status, body: bytes, error, close: response.close };
  } catch (error) {
    if (!(error instanceof EoflabError)) throw error;
    return { status: null, body: new Uint8Array(), error, close: true };
  }
}
