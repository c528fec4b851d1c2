/**
 * Go's bufio.Writer, as a program has it: each call gives a promise. What it does is in direct_writer.ts.
 *
 * @module
 */

import type { Writer as IoWriter } from "../io.ts";
import { DirectWriter } from "./direct_writer.ts";

/**
 * A buffer in front of a writer (Go's bufio.Writer).
 *
 * Calls that are not awaited are carried out one after the other, so that the bytes of one write stay together.
 */
export class Writer implements IoWriter {
  readonly #direct: DirectWriter;

  /**
   * @param wr where the bytes go; a DirectWriter is used as it is, with what is in it
   * @param size of the buffer in bytes; 4096 if it is not above 0
   */
  constructor(wr: IoWriter, size?: number) {
    this.#direct = wr instanceof DirectWriter ? wr : new DirectWriter(wr, size);
  }

  /** The size of the buffer in bytes. */
  get size(): number {
    return this.#direct.size;
  }

  /** How many bytes wait in the buffer (Go's Buffered). */
  get buffered(): number {
    return this.#direct.buffered;
  }

  /** How many more bytes fit into it (Go's Available). */
  get available(): number {
    return this.#direct.available;
  }

  /**
   * Takes all of `p`. That it resolves means that the bytes are in the buffer or were passed on, and not that
   * they arrived anywhere.
   *
   * @returns `p.length`
   * @throws WriteError with the code of the first error of the writer below, or SHORT_WRITE; its `bytesWritten`
   *   counts the bytes of `p` that were passed on or are in the buffer
   */
  async write(p: Uint8Array): Promise<number> {
    return this.#direct.write(p);
  }

  /**
   * Takes a text, as lib/utf8.ts has it. Unlike `write` it never goes straight through: a long text is passed on in
   * pieces of the buffer's size, as by Go's WriteString above a writer that takes bytes alone.
   *
   * @returns how many bytes the text has
   * @throws WriteError as `write` does, counted in bytes
   */
  async writeString(s: string): Promise<number> {
    return this.#direct.writeString(s);
  }

  /**
   * Takes the bytes of a text: as writeString does.
   *
   * @returns `p.length`
   * @throws WriteError as `write` does
   */
  async writePieces(p: Uint8Array): Promise<number> {
    return this.#direct.writePieces(p);
  }

  /**
   * Passes on what is in the buffer (Go's Flush). What the writer below does not take stays.
   *
   * @throws WriteError with the code of the first error of the writer below, or SHORT_WRITE; its `bytesWritten`
   *   counts the bytes of the buffer that were taken by this flush
   */
  async flush(): Promise<void> {
    return this.#direct.flush();
  }

  /**
   * Forgets the buffered bytes and the error, and writes to `wr` from now on (Go's Reset).
   *
   * @throws EoflabError INVALID_ARGUMENT while a write or a flush is under way
   */
  reset(wr: IoWriter): void {
    this.#direct.reset(wr);
  }

  /** Gives the memory of an empty buffer back; the next byte that is kept takes some anew. Otherwise does nothing. */
  release(): void {
    this.#direct.release();
  }
}
