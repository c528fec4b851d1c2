/**
 * The frames of a WebSocket (RFC 6455 §5.2), named as Wireshark does.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";

/** What the lower four bits of the first byte say. */
const names: ReadonlyMap<number, string> = new Map([
  [0, "Continuation"],
  [1, "Text"],
  [2, "Binary"],
  [8, "Connection Close"],
  [9, "Ping"],
  [10, "Pong"],
]);

/** Reads frames from the first byte of one. */
export class WebSocketFrames {
  /** What has come of a frame's header. */
  #header: Uint8Array = new Uint8Array();
  /** How many bytes are missing of the frame whose header is complete. */
  #left = 0;

  /** How many bytes are missing: 0 none, `null` not known. */
  get missing(): number | null {
    return this.#header.length > 0 && this.#left === 0 ? null : this.#left;
  }

  /** Takes the bytes that come next. @returns Wireshark's words for the last frame that they complete, if any */
  take(bytes: Uint8Array): string | null {
    let said: string | null = null;
    for (let at = 0; at < bytes.length; ) {
      if (this.#left === 0) {
        this.#header = concatBytes([this.#header, bytes.subarray(at, at + 1)]);
        at++;
        const length = frameLength(this.#header);
        if (length === null) continue;
        this.#left = length - this.#header.length;
        if (this.#left > 0) continue;
      } else {
        const took = Math.min(this.#left, bytes.length - at);
        at += took;
        this.#left -= took;
        if (this.#left > 0) break;
      }
      said = wordsOf(this.#header);
      this.#header = new Uint8Array();
    }
    return said;
  }

  /** Takes what was captured of bytes. @returns the words for the last frame whose header is there, if any */
  takeCut(bytes: Uint8Array): string | null {
    const said = this.take(bytes);
    return this.#left > 0 ? wordsOf(this.#header) : said;
  }

  /** Counts bytes of a frame whose header is known. @returns the words, if it is complete */
  skip(count: number): string | null {
    this.#left -= count;
    if (this.#left > 0) return null;
    this.#left = 0;
    const said = wordsOf(this.#header);
    this.#header = new Uint8Array();
    return said;
  }
}

/** How long a frame is, header included; `null`: its header is not complete. */
function frameLength(header: Uint8Array): number | null {
  if (header.length < 2) return null;
  const [, second = 0] = header;
  const said = second & 0x7f;
  const extra = said === 126 ? 2 : said === 127 ? 8 : 0;
  if (header.length < 2 + extra) return null;
  const payload = header.subarray(2, 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
  const mask = second & 0x80 ? 4 : 0;
  return 2 + extra + mask + (extra === 0 ? said : payload);
}

function wordsOf([first = 0, second = 0]: Uint8Array): string {
  const name = names.get(first & 15) ?? "Unknown Opcode";
  return `WebSocket ${name}${first & 0x80 ? " [FIN]" : "[FRAGMENT] "}${second & 0x80 ? " [MASKED]" : " "}`;
}
