/**
 * What a client of bytes makes of the answer that it gets.
 *
 * @module
 */

import { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError } from "../errors.ts";
import { readAll } from "../http/body.ts";
import type { RawClient } from "../http/client/raw_client.ts";
import { newRequest } from "../http/client/request.ts";
import { type ClientResponse, readResponse } from "../http/client/response.ts";

/** An answer, as far as it came. */
export interface RawAnswer {
  /** `null` if no header came. */
  readonly status: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly error: EoflabError | null;
}

/**
 * Reads the answer to a GET, and its body to the end.
 *
 * @param headerRead called when the header has come
 */
export async function readAnswer(
  { conn }: RawClient,
  url: string,
  headerRead: (response: ClientResponse) => void = () => {},
): Promise<RawAnswer> {
  try {
    const response = await readResponse(new BufioReader(conn), newRequest("GET", url));
    headerRead(response);
    const { bytes, error } = await readAll(response.body);
    return { status: response.status, body: bytes, error };
  } catch (error) {
    if (!(error instanceof EoflabError)) throw error;
    return { status: null, body: new Uint8Array(), error };
  }
}
