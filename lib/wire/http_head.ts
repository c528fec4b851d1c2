/**
 * The header of a message of HTTP, read as Wireshark reads it: line by line, and as it comes. No more of it is kept than
 * what is to be said of the message, however long it is.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { utf8 } from "./info_text.ts";

/** More of a line is not kept, in bytes: none that is shown or needed is longer. */
const longestLine = 4096;

/** What begins a request. */
const methods = (
  "GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE PATCH LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE " +
  "BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY " +
  "MKWORKSPACE RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA VERSION-CONTROL BASELINE-CONTROL SSTP_DUPLEX_POST"
).split(" ");

/** What begins a notification: it is read as a request is, but is none. */
const notifications = ["NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE"];

/** What a first line begins. */
export type Kind = "request" | "notification" | "answer";

/** A header. */
export class HttpHead {
  /** Its first line, as far as it is kept; `null` until it has come. */
  first: Uint8Array | null = null;
  /** What the first line begins; `null`: no message. */
  kind: Kind | null = null;
  /** Whether the empty line has come. */
  isComplete = false;
  /** Content-Length, if it can be one. */
  length: number | null = null;
  isChunked = false;
  /** Content-Type; `undefined`: there is none. */
  type: string | undefined;
  /** Content-Encoding and Transfer-Encoding, in small letters. */
  encoding = "";
  transfer = "";
  upgrade = "";
  /** What has come of a line, as far as it is kept. */
  #line: Uint8Array = new Uint8Array();
  /** Whether a CR has come: it ends the line, and so does a LF behind it. */
  #hasCr = false;

  /** The method of a request. */
  get method(): string {
    return this.#words[0] ?? "";
  }

  /** The status of an answer. */
  get status(): number {
    return Number(this.#words[1]);
  }

  get #words(): string[] {
    return utf8(this.first ?? new Uint8Array()).split(" ");
  }

  /** The method of the request that begins here, if what has come of its first line says so; `null` if not. */
  begins(): string | null {
    return this.first === null && kindOf(this.#line) === "request"
      ? (utf8(this.#line).split(" ")[0] ?? "")
      : null;
  }

  /**
   * Takes what comes next.
   *
   * @returns how many bytes belong to the header; what follows is for somebody else when it is complete, or no message
   */
  take(bytes: Uint8Array): number {
    let from = 0;
    while (!this.isComplete && (this.first === null || this.kind !== null)) {
      if (this.#hasCr) {
        // One does not know whether the line ends here before the next byte has come.
        if (from === bytes.length) return from;
        if (bytes[from] === 10) from++;
        this.#hasCr = false;
        this.#endLine();
        continue;
      }
      let end = from;
      while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
      this.#keep(bytes.subarray(from, end));
      if (end === bytes.length) return end;
      from = end + 1;
      if (bytes[end] === 13) this.#hasCr = true;
      else this.#endLine();
    }
    return from;
  }

  #keep(bytes: Uint8Array): void {
    const room = longestLine - this.#line.length;
    if (bytes.length === 0 || room === 0) return;
    const kept = bytes.subarray(0, room);
    this.#line = this.#line.length === 0 ? kept.slice() : concatBytes([this.#line, kept]);
  }

  #endLine(): void {
    const line = this.#line;
    this.#line = new Uint8Array();
    if (this.first === null) {
      this.first = line;
      this.kind = kindOf(line);
    } else if (line.length === 0) {
      this.isComplete = true;
    } else {
      this.takeField(utf8(line));
    }
  }

  /** Takes a field; of those that come twice the last one counts. */
  takeField(line: string): void {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
    switch (line.slice(0, Math.max(colon, 0)).toLowerCase()) {
      case "content-length":
        if (/^\+?\d{1,10}$/.test(value) && Number(value) < 2 ** 31) this.length = Number(value);
        break;
      case "content-type":
        this.type = value;
        break;
      case "content-encoding":
        this.encoding = value.toLowerCase();
        break;
      case "transfer-encoding":
        this.transfer = value.toLowerCase();
        if (this.transfer.startsWith("chunked")) this.isChunked = true;
        break;
      case "upgrade":
        this.upgrade = value.toLowerCase();
        break;
    }
  }
}

/** What Wireshark takes for a field: a name of what can be seen, with nothing in it that separates, and a colon. */
const field = /^[!#$%&'*+.^_`|~\w-]*:/;

/**
 * Reads the fields that bytes begin with: of a header whose first line was not captured.
 *
 * @returns how far they go; `null`: the bytes do not begin with one
 */
export function readFields(bytes: Uint8Array): { readonly head: HttpHead; readonly length: number } | null {
  const head = new HttpHead();
  let from = 0;
  while (from < bytes.length) {
    let end = from;
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    const next = bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1;
    const line = utf8(bytes.subarray(from, Math.min(end, from + longestLine)));
    if (line === "" && from > 0) return { head, length: next };
    if (!field.test(line)) break;
    head.takeField(line);
    from = Math.min(next, bytes.length);
  }
  return from === 0 ? null : { head, length: from };
}

/** What a first line begins; `null`: no message. */
function kindOf(line: Uint8Array): Kind | null {
  const text = utf8(line.subarray(0, 24)).replace(/^M-/, "");
  if (text.startsWith("HTTP/")) return "answer";
  const space = text.indexOf(" ");
  const word = space < 0 ? text : text.slice(0, space);
  if (word === "ICY") return "answer";
  if (methods.includes(word)) return "request";
  return notifications.includes(word) ? "notification" : null;
}

/** Whether what a connection begins with is HTTP, as Wireshark's guess has it: a line that ends, or begins, so. */
export function beginsHttp(payload: Uint8Array): boolean {
  let end = 0;
  while (end < payload.length && payload[end] !== 10 && payload[end] !== 13) end++;
  if (end === payload.length || (payload[end] === 13 && end === payload.length - 1)) return false;
  if (end <= 8) return false;
  const [start, last] = [payload.subarray(0, 7), payload.subarray(end - 8, end - 1)];
  return [start, last].some((bytes) => utf8(bytes).toUpperCase() === "HTTP/1.");
}
