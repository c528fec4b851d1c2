/**
 * Bytes that come in chunks, taken in pieces of the size that one wants, with no more in memory than the largest piece
 * and a chunk.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";

/** What a capture is read from. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Takes chunks apart. */
export class ByteSource {
  /** How many bytes were taken or passed over so far. */
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  /** What has arrived and was not taken yet: from `#at` on. */
  #held: Uint8Array = new Uint8Array();
  #at = 0;
  #ended = false;

  constructor(chunks: Chunks) {
    this.#chunks =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** How many bytes have arrived and were not taken. */
  get ready(): number {
    return this.#held.length - this.#at;
  }

  /** Waits until so many bytes are there. `false`: the stream ends before. */
  async has(count: number): Promise<boolean> {
    if (this.ready >= count) return true;
    const parts = [this.#held.subarray(this.#at)];
    let ready = this.ready;
    while (ready < count && !this.#ended) {
      const { done, value } = await this.#chunks.next();
      if (done) {
        this.#ended = true;
      } else {
        parts.push(value);
        ready += value.length;
      }
    }
    this.#held = parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(parts);
    this.#at = 0;
    return ready >= count;
  }

  /** The next bytes, which stay; fewer where no more are ready. */
  peek(count: number): Uint8Array {
    return this.#held.subarray(this.#at, this.#at + count);
  }

  /** Takes bytes that are ready. They are valid until the next call of `has`, and after it as well unless written to. */
  take(count: number): Uint8Array {
    const taken = this.peek(count);
    this.#at += taken.length;
    this.position += taken.length;
    return taken;
  }

  /** Passes over bytes without keeping them. `false`: the stream ends before. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0) {
      if (this.ready === 0 && !(await this.has(1))) return false;
      left -= this.take(Math.min(left, this.ready)).length;
    }
    return true;
  }

  /** Says that nothing more is wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
