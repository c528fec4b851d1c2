/**
 * Informational answers, which come before the final one (RFC 9110 §15.2): `100 Continue`, `103 Early Hints`.
 *
 * They go to conn.bufw past response.w and the chunkWriter, and are flushed at once. conn.bufw keeps the order; that
 * it failed the next write tells, as in Go.
 *
 * Go: net/http server.go (*response).WriteHeader, (*expectContinueReader).Read.
 *
 * @module
 */

import type { DirectWriter } from "../../bufio/mod.ts";
import { failureOf, heard } from "../../errors.ts";
import type { Header } from "../header.ts";
import { statusLine } from "./answer_header.ts";

/** What an informational answer does not say: it has no body (Go's excludedHeadersNoBody). */
const aboutTheBody: ReadonlySet<string> = new Set(["Content-Length", "Transfer-Encoding"]);

/** Sends an informational answer with the header as it is now. */
export function writeInformational(bufw: DirectWriter, is11: boolean, code: number, header: Header): void {
  void heard(bufw.writeString(`${statusLine(is11, code)}${header.format(aboutTheBody)}\r\n`));
  void heard(bufw.flush());
}

/** Tells a client to send its body. */
export async function writeContinue(bufw: DirectWriter): Promise<void> {
  await failureOf(bufw.writeString("HTTP/1.1 100 Continue\r\n\r\n"));
  await failureOf(bufw.flush());
}
