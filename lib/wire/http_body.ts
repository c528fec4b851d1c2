/**
 * The body of a message of HTTP: where it ends, and what of it Wireshark looks at to name it.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import type { HttpHead } from "./http_head.ts";
import { Multipart } from "./multipart.ts";

/** So much of the beginning is kept, in bytes. */
const kept = 16;

/** A line of a chunked body is kept up to here, in bytes: what matters stands at its beginning. */
const longestLine = 64;

/** Wireshark does not wait for a chunk that is longer. */
const longestChunk = 0x8000_0000;

/** What a body holds, as far as it matters. */
export class Content {
  size = 0;
  /** How it begins; `null`: some of it came in another order. */
  start: Uint8Array | null = new Uint8Array();
  /** What its parts are; `null`: it has none, or some of it came in another order. */
  parts: Multipart | null;

  constructor(type: string | undefined) {
    this.parts = Multipart.of(type);
  }

  take(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.start !== null && this.start.length < kept)
      this.start = concatBytes([this.start, bytes.subarray(0, kept - this.start.length)]);
    this.parts?.take(bytes);
  }

  /** Counts what came in another order. */
  skip(count: number): void {
    this.size += count;
    this.start = this.parts = null;
  }
}

/** A body, which is complete after so many bytes, after the last chunk, or when the stream ends. */
export class HttpBody {
  readonly content: Content;
  isComplete = false;
  /** Whether one waits for what is missing. */
  readonly isAwaited: boolean;
  /** Whether it cannot be read on. */
  isMalformed = false;
  /** How many bytes are missing, of it or of a chunk. */
  #left: number;
  /** Of a chunked one: what comes next. The last chunk is followed by lines up to an empty one. */
  #next: "size" | "data" | "dataEnd" | "trailer" | null;
  #line: Uint8Array = new Uint8Array();

  /** @param length of the body in bytes; `chunked`; `untilEnd` */
  constructor(head: HttpHead, length: number | "chunked" | "untilEnd", isAwaited: boolean) {
    this.isAwaited = isAwaited;
    this.content = new Content(head.type);
    this.#next = length === "chunked" ? "size" : null;
    this.#left = typeof length === "number" ? length : length === "untilEnd" ? Number.POSITIVE_INFINITY : 0;
    this.isComplete = length === 0;
  }

  get isChunked(): boolean {
    return this.#next !== null;
  }

  /** How many bytes are missing: `null` not known, infinite up to the connection's end. */
  get missing(): number | null {
    return this.isChunked ? null : this.#left;
  }

  /** Takes what comes next. @returns how many bytes belong to it */
  take(bytes: Uint8Array): number {
    if (this.isChunked) return this.#takeChunks(bytes);
    const took = bytes.subarray(0, Math.min(this.#left, bytes.length));
    this.content.take(took);
    this.#count(took.length);
    return took.length;
  }

  /** Counts bytes of a body whose length is known, which came in another order. */
  skip(count: number): void {
    this.content.skip(count);
    this.#count(count);
  }

  #count(count: number): void {
    this.#left -= count;
    if (this.#left <= 0) this.isComplete = true;
  }

  #takeChunks(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      if (this.#next === "data" || this.#next === "dataEnd") {
        const took = bytes.subarray(at, at + this.#left);
        if (this.#next === "data") this.content.take(took);
        at += took.length;
        this.#left -= took.length;
        if (this.#left > 0) break;
        // Its data has a line end behind it.
        [this.#next, this.#left] = this.#next === "data" ? ["dataEnd", 2] : ["size", 0];
        continue;
      }
      const end = bytes.indexOf(10, at);
      const part = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
      const from = at;
      at += part.length;
      this.#line = concatBytes([this.#line, part.subarray(0, longestLine - this.#line.length)]);
      if (end < 0) break;
      const line = String.fromCharCode(...this.#line).trim();
      this.#line = new Uint8Array();
      if (this.#next === "trailer") {
        // Wireshark waits for one line, and takes those that have come with it, up to an empty one.
        this.isComplete = true;
        if (line === "") return at;
      } else if (line === "") {
        // An empty line where a size should stand is no part of the body any more.
        this.isComplete = true;
        return from;
      } else if (!this.#takeSize(line)) {
        return bytes.length;
      }
    }
    if (this.isComplete) this.#line = new Uint8Array();
    return at;
  }

  /** @returns whether it can be a size, or is taken for 0 as Wireshark takes what is none */
  #takeSize(line: string): boolean {
    const digits = /^[+]?(?:0x)?([0-9a-f]+)/i.exec(line)?.[1];
    const size = digits === undefined ? 0 : Number.parseInt(digits, 16);
    if (size > longestChunk) {
      this.isComplete = this.isMalformed = true;
      return false;
    }
    if (digits === undefined) this.isComplete = true;
    [this.#next, this.#left] = size === 0 ? ["trailer", 0] : ["data", size];
    return true;
  }
}
