/**
 * HTTP in one direction of a connection: on which segment a message stands. Wireshark puts it on the one which completes
 * it; those before are parts of it.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { mediaWords } from "./media_words.ts";

/** What a segment is to HTTP. */
export type HttpPart =
  /** It completes messages: their lines, as Wireshark's Info has them. */
  | { readonly kind: "lines"; readonly protocol: string; readonly text: string }
  /** It is a part of a message that goes on; `text` is the message's line, where Wireshark looked at it anew. */
  | { readonly kind: "part"; readonly text: string | null }
  /** It is no HTTP. */
  | { readonly kind: "other" };

/** A header that is longer is not waited for. */
const longestHeader = 32_768;

const requestLine = /^[A-Z]{3,16} \S+ HTTP\/\d\.\d$/;
const statusLine = /^HTTP\/\d\.\d \d{3}( .*)?$/;

/** Whether what a connection begins with is HTTP, as Wireshark's guess has it: one whole line that says so. */
export function beginsHttp(payload: Uint8Array): boolean {
  const text = latin1(payload.subarray(0, 4096));
  const end = text.indexOf("\n");
  if (end < 0) return false;
  const line = text.slice(0, end).replace(/\r$/, "");
  return requestLine.test(line) || statusLine.test(line);
}

/** What is to come of a message whose header is complete. */
type Body = { left: number } | { chunked: "size" | "data" | "trailer"; left: number } | { untilEnd: true };

/** The bytes of one direction, in order. */
export class HttpFlow {
  /** What arrived of a header, or of a line within a chunked body. */
  #held: Uint8Array = new Uint8Array();
  #body: Body | null = null;
  /** What is to be said of the message once it is complete. */
  #line = "";
  #protocol = "HTTP";
  /** Its first line. */
  #first = "";
  /** The methods asked for that wait for an answer in the other direction. */
  readonly asked: string[] = [];

  /** Takes the payload of a segment. @param back the other direction, for what was asked there */
  take(payload: Uint8Array, back: HttpFlow): HttpPart {
    let rest = payload;
    const lines: string[] = [];
    let protocol = "HTTP";
    // The rest of a body whose length is known is only counted; all else is looked at anew with each segment.
    let again = this.#body === null || "chunked" in this.#body;
    while (rest.length > 0) {
      if (this.#body === null) {
        const held = this.#held.length === 0 ? rest : concatBytes([this.#held, rest]);
        const before = this.#held.length;
        const end = endOfHeader(held);
        if (end < 0) {
          const text = latin1(held.subarray(0, 16));
          if (!/^(HTTP\/|[A-Z]{3,16}( |$))/.test(text) || held.length > longestHeader) {
            this.#held = new Uint8Array();
            lines.push("Continuation");
            break;
          }
          this.#held = held.slice();
          const line = held.indexOf(10);
          this.#first = line < 0 ? "" : `${latin1(held.subarray(0, line)).replace(/\r$/, "")} `;
          break;
        }
        this.#held = new Uint8Array();
        rest = rest.subarray(end - before);
        this.#begin(latin1(held.subarray(0, end)), back);
      }
      const took = this.#takeBody(rest);
      rest = rest.subarray(took);
      if (this.#body !== null) break;
      lines.push(this.#line);
      protocol = this.#protocol;
      again = true;
    }
    if (lines.length > 0) return { kind: "lines", protocol, text: lines.join("") };
    return { kind: "part", text: again && this.#first !== "" ? this.#first : null };
  }

  /** The stream ends: an answer that goes on until then is complete. */
  end(): HttpPart | null {
    if (this.#body === null || !("untilEnd" in this.#body)) return null;
    this.#body = null;
    return { kind: "lines", protocol: this.#protocol, text: this.#line };
  }

  /** Forgets what is under way: bytes are missing. */
  lose(): void {
    this.#held = new Uint8Array();
    this.#body = null;
  }

  #begin(header: string, back: HttpFlow): void {
    const [first = "", ...fields] = header.split(/\r?\n/);
    const field = (name: string): string | undefined =>
      fields
        .find((line) => line.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim();
    const isAnswer = first.startsWith("HTTP/");
    this.#protocol = "HTTP";
    this.#line = this.#first = `${first} `;
    const method = first.split(" ", 1)[0] ?? "";
    if (!isAnswer) this.asked.push(method);
    if (this.asked.length > 64) this.asked.shift();
    const status = isAnswer ? Number(first.split(" ")[1]) : 0;
    const informs = status >= 100 && status < 200;
    const asked = isAnswer ? (informs ? back.asked[0] : back.asked.shift()) : undefined;
    const length = field("content-length");
    const bodyless = isAnswer && (informs || status === 204 || status === 304 || asked === "HEAD");
    if (bodyless) this.#body = { left: 0 };
    else if (/chunked/i.test(field("transfer-encoding") ?? "")) this.#body = { chunked: "size", left: 0 };
    else if (length !== undefined && /^\d+$/.test(length)) this.#body = { left: Number(length) };
    else this.#body = isAnswer ? { untilEnd: true } : { left: 0 };
    const hasBody = !("left" in this.#body) || this.#body.left > 0 || "chunked" in this.#body;
    if (!hasBody) return;
    const words = mediaWords(field("content-type"));
    this.#line += words.text;
    this.#protocol = words.protocol;
  }

  /** Takes what belongs to the body; it is complete when `#body` is null behind it. */
  #takeBody(bytes: Uint8Array): number {
    const body = this.#body;
    if (body === null || "untilEnd" in body) return bytes.length;
    if (!("chunked" in body)) {
      const took = Math.min(body.left, bytes.length);
      body.left -= took;
      if (body.left === 0) this.#body = null;
      return took;
    }
    let at = 0;
    while (at < bytes.length) {
      if (body.chunked === "data") {
        const took = Math.min(body.left, bytes.length - at);
        body.left -= took;
        at += took;
        if (body.left === 0) body.chunked = "size";
        continue;
      }
      const end = bytes.indexOf(10, at);
      const part = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
      at += part.length;
      this.#held = concatBytes([this.#held, part]);
      if (end < 0) {
        if (this.#held.length > longestHeader) this.lose();
        break;
      }
      const line = latin1(this.#held).trim();
      this.#held = new Uint8Array();
      if (body.chunked === "trailer") {
        if (line !== "") continue;
        this.#body = null;
        return at;
      }
      const size = Number.parseInt(line, 16);
      if (!/^[0-9a-f]+/i.test(line) || size > 0xffffffff) {
        this.#body = null;
        return bytes.length;
      }
      // Its data has a line end behind it.
      body.left = size === 0 ? 0 : size + 2;
      body.chunked = size === 0 ? "trailer" : "data";
    }
    return at;
  }
}

/** Where the first byte behind a header stands; -1: it is not complete. */
function endOfHeader(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

/** Each byte as the character of its number. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}
