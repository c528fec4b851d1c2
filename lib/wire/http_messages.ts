/**
 * HTTP messages in bytes that come in order: where each ends, and its line in Wireshark's Info.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { mediaWords } from "./media_words.ts";

/** What some bytes are. */
export interface Read {
  /** The lines of the messages that they complete; `null` if they complete none. */
  readonly lines: string | null;
  readonly protocol: string;
  /** The line of the message that goes on, where Wireshark looks at it anew with each segment. */
  readonly text: string | null;
}

/** A header that is longer is not waited for. */
const longestHeader = 32_768;

/** What is to come of a message whose header is complete. */
type Body = { left: number } | { chunked: "size" | "data" | "trailer"; left: number } | { untilEnd: true };

/** Reads messages from the first byte of one; what is beyond the last one that is whole is kept, or counted. */
export class HttpMessages {
  /** What arrived of a header, or of a line within a chunked body. */
  #held: Uint8Array = new Uint8Array();
  #body: Body | null = null;
  /** What is to be said of the message once it is complete. */
  #line = "";
  #protocol = "HTTP";
  /** Its first line. */
  #first = "";
  /** The methods asked for in this direction, and in the other one, whose answers have not been seen. */
  readonly #asked: string[];
  readonly #askedBack: string[];

  constructor(asked: string[], askedBack: string[]) {
    this.#asked = asked;
    this.#askedBack = askedBack;
  }

  /** How many bytes are missing: 0 none, `null` not known, infinite for a body that the connection's end ends. */
  get missing(): number | null {
    if (this.#body === null) return this.#held.length === 0 ? 0 : null;
    if ("untilEnd" in this.#body) return Number.POSITIVE_INFINITY;
    return "chunked" in this.#body ? null : this.#body.left;
  }

  /** Takes the bytes that come next. */
  take(bytes: Uint8Array): Read {
    let rest = bytes;
    const lines: string[] = [];
    let protocol = "HTTP";
    // The rest of a body whose length is known is only counted; all else is looked at anew with each segment.
    let again = this.#body === null || "chunked" in this.#body;
    while (rest.length > 0) {
      if (this.#body === null) {
        const held = this.#held.length === 0 ? rest : concatBytes([this.#held, rest]);
        const before = this.#held.length;
        const line = endOfLine(held);
        const isHttp = beginsMessage(latin1(held.subarray(0, 16)));
        if (!isPrintable(held[0]) || (line >= 0 && !isHttp) || held.length > longestHeader) {
          this.#held = new Uint8Array();
          lines.push("Continuation");
          break;
        }
        const end = line < 0 ? -1 : endOfHeader(held);
        if (end < 0) {
          // A line that is no message's is waited for, and not needed.
          this.#held = isHttp ? held.slice() : held.slice(0, 32);
          this.#first = line < 0 ? "" : `${latin1(held.subarray(0, line))} `;
          break;
        }
        this.#held = new Uint8Array();
        rest = rest.subarray(end - before);
        this.#begin(latin1(held.subarray(0, end)));
      }
      const took = this.#takeBody(rest);
      rest = rest.subarray(took);
      if (this.#body !== null) break;
      lines.push(this.#line);
      protocol = this.#protocol;
      again = true;
    }
    const text = again && this.#first !== "" ? this.#first : null;
    return { lines: lines.length > 0 ? lines.join("") : null, protocol, text };
  }

  /** Takes `count` bytes of a body that were counted elsewhere. */
  skip(count: number): Read {
    if (this.#body !== null && "left" in this.#body && !("chunked" in this.#body)) {
      this.#body.left -= count;
      if (this.#body.left <= 0) this.#body = null;
    }
    return { lines: this.#body === null ? this.#line : null, protocol: this.#protocol, text: null };
  }

  /** The connection ends: an answer that goes on until then is complete. */
  end(): Read {
    this.#body = null;
    return { lines: this.#line, protocol: this.#protocol, text: null };
  }

  #begin(header: string): void {
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
    if (!isAnswer) this.#asked.push(method);
    if (this.#asked.length > 64) this.#asked.shift();
    const status = isAnswer ? Number(first.split(" ")[1]) : 0;
    const informs = status >= 100 && status < 200;
    const asked = isAnswer ? (informs ? this.#askedBack[0] : this.#askedBack.shift()) : undefined;
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
        if (this.#held.length > longestHeader) {
          this.#held = new Uint8Array();
          this.#body = null;
        }
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

const methods =
  /^(HTTP\/|(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|COPY|LOCK|MOVE|MKCOL|UNLOCK|PROPFIND|PROPPATCH|SEARCH|REPORT|NOTIFY|SUBSCRIBE|UNSUBSCRIBE|M-SEARCH)( |$))/;

/** Whether it is the first line of a message, as far as it is there. */
function beginsMessage(text: string): boolean {
  return methods.test(text);
}

/** Whether Wireshark looks for a line where this is the first byte: one of ASCII that can be seen. */
function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f;
}

/** Where the first line ends; -1: its end has not come. A CR is one by itself, if anything follows. */
function endOfLine(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  return bytes[end] === 13 && end === bytes.length - 1 ? -1 : end;
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
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}
