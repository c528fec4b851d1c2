/**
 * The parts of a body that has several: Wireshark names each that says of what type it is.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { utf8 } from "./info_text.ts";

/** A line is kept up to here, in bytes. */
const longestLine = 512;

/** More parts are not named: the list has no room for them. */
const mostParts = 128;

/** Reads the parts as they come. */
export class Multipart {
  /** The types that they say. */
  readonly types: string[] = [];
  readonly #boundary: string;
  #line: Uint8Array = new Uint8Array();
  #isHeader = false;
  /** Whether the boundary behind the last part has come. */
  #hasEnded = false;
  /** The type of the part whose header is being read. */
  #type: string | null = null;

  private constructor(boundary: string) {
    this.#boundary = `--${boundary}`;
  }

  /** @returns `null` where the type is of no such body */
  static of(type: string | undefined): Multipart | null {
    if (type === undefined || !/^multipart\//i.test(type)) return null;
    const found = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(type);
    const boundary = found?.[1] ?? found?.[2] ?? "";
    return boundary === "" ? null : new Multipart(boundary);
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#hasEnded; ) {
      const end = bytes.indexOf(10, at);
      const part = bytes.subarray(at, end < 0 ? bytes.length : end);
      this.#line = concatBytes([this.#line, part.subarray(0, longestLine - this.#line.length)]);
      at += part.length;
      if (end < 0) return;
      at++;
      this.#endLine();
    }
  }

  #endLine(): void {
    const line = utf8(this.#line).replace(/\r$/, "");
    this.#line = new Uint8Array();
    if (line === `${this.#boundary}--`) this.#hasEnded = true;
    if (line === this.#boundary) {
      this.#isHeader = true;
      this.#type = null;
      return;
    }
    if (!this.#isHeader) return;
    const type = /^content-type:\s*(.*)$/i.exec(line)?.[1];
    if (type !== undefined) this.#type = type;
    if (line !== "") return;
    this.#isHeader = false;
    if (this.#type !== null && this.types.length < mostParts) this.types.push(this.#type);
  }
}
