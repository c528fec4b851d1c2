/**
 * Go's bufio.Writer: collects small writes and passes them on in one. Here it gives no promise where nothing has to be
 * waited for, as io.ts says; writer.ts has it with promises, for programs.
 *
 * The rules that the labs are about:
 *  - a write that fits into the free space is copied, and reports nothing
 *  - one that does not fit fills the buffer, which is passed on; while the buffer is empty it goes straight through
 *  - an error stays: every later write and flush reports it again, and nothing more is taken
 *
 * Go: bufio.go (*Writer).Write, (*Writer).WriteString, (*Writer).Flush.
 *
 * @module
 */

import { asWriteFailure, EoflabError, shortWrite, WriteError } from "../errors.ts";
import type { Writer as IoWriter, MaybePromise } from "../io.ts";
import { encodeText } from "../utf8.ts";
import { giveBuffer, takeBuffer } from "./pool.ts";

/** The size of a buffer where none is asked for, in bytes (Go's defaultBufSize). */
const defaultSize = 4096;

/** Up to this length a text is looked at one character after the other; beyond it the encoder is faster. */
const shortText = 24;

/**
 * A buffer in front of a writer (Go's bufio.Writer), for the steps of a byte's way.
 *
 * Calls that are not awaited are carried out one after the other, so that the bytes of one write stay together.
 * A mistake of the writer below (a TypeError, say) is thrown on unchanged and not kept, like a panic in Go: the
 * buffer is as it was when the mistake happened.
 */
export class DirectWriter implements IoWriter {
  /** The size of the buffer in bytes. */
  readonly size: number;
  /** Where the bytes go; changes in reset. */
  #wr: IoWriter;
  /** The buffer; taken at the first byte that must be kept, given back by release. */
  #buf: Uint8Array | null = null;
  /** How many bytes of the buffer are filled; grows by writing, shrinks when the buffer has been passed on. */
  #n = 0;
  /** The first error of the writer below; stays until reset. */
  #error: EoflabError | null = null;
  /** Whether a call is passing bytes on; set when it begins, cleared when nobody waits behind it. */
  #busy = false;
  /** The calls that wait for the one that is passing bytes on, in their order; made when the first has to wait. */
  #waiting: (() => void)[] | null = null;

  /**
   * @param wr where the bytes go
   * @param size of the buffer in bytes; 4096 if it is not above 0
   */
  constructor(wr: IoWriter, size: number = defaultSize) {
    this.#wr = wr;
    this.size = size > 0 ? size : defaultSize;
  }

  /** How many bytes wait in the buffer (Go's Buffered). */
  get buffered(): number {
    return this.#n;
  }

  /** How many more bytes fit into it (Go's Available). */
  get available(): number {
    return this.size - this.#n;
  }

  /**
   * Takes all of `p`. That it resolves means that the bytes are in the buffer or were passed on, and not that
   * they arrived anywhere.
   *
   * @returns `p.length`
   * @throws WriteError with the code of the first error of the writer below, or SHORT_WRITE; its `bytesWritten`
   *   counts the bytes of `p` that were passed on or are in the buffer
   */
  write(p: Uint8Array): MaybePromise<number> {
    if (!this.#mayKeep(p.length)) return this.#write(p, true);
    this.#keep(p);
    return p.length;
  }

  /**
   * Takes a text, as lib/utf8.ts has it. Unlike `write` it never goes straight through: a long text is passed on in
   * pieces of the buffer's size, as by Go's WriteString above a writer that takes bytes alone.
   *
   * @returns how many bytes the text has
   * @throws WriteError as `write` does, counted in bytes
   */
  writeString(s: string): MaybePromise<number> {
    // A text has at least as many bytes as it has UTF-16 units, but for those that stand for a byte each.
    const bytes = this.#mayKeep(s.length) ? this.#keepText(s) : -1;
    return bytes === -1 ? this.writePieces(encodeText(s)) : bytes;
  }

  /**
   * Takes the bytes of a text: as writeString does.
   *
   * @returns `p.length`
   * @throws WriteError as `write` does
   */
  writePieces(p: Uint8Array): MaybePromise<number> {
    if (!this.#mayKeep(p.length)) return this.#write(p, false);
    this.#keep(p);
    return p.length;
  }

  /**
   * Passes on what is in the buffer (Go's Flush). What the writer below does not take stays.
   *
   * @throws WriteError with the code of the first error of the writer below, or SHORT_WRITE; its `bytesWritten`
   *   counts the bytes of the buffer that were taken by this flush
   */
  flush(): MaybePromise<void> {
    if (this.#busy || this.#error !== null) return this.#flush(null);
    if (this.#n === 0) return;
    this.#busy = true;
    const taken = this.#ask(this.#held());
    if (taken !== this.#n) return this.#flush(taken);
    this.#n = 0;
    this.#endTurn();
  }

  /**
   * Forgets the buffered bytes and the error, and writes to `wr` from now on (Go's Reset).
   *
   * @throws EoflabError INVALID_ARGUMENT while a write or a flush is under way
   */
  reset(wr: IoWriter): void {
    if (this.#busy) {
      throw new EoflabError(
        "INVALID_ARGUMENT",
        "cannot reset a bufio.Writer in the middle of a write: await it",
      );
    }
    this.#wr = wr;
    this.#n = 0;
    this.#error = null;
  }

  /** Gives the memory of an empty buffer back; the next byte that is kept takes some anew. Otherwise does nothing. */
  release(): void {
    if (this.#buf === null || this.#n > 0) return;
    giveBuffer(this.#buf);
    this.#buf = null;
  }

  /** Whether so many bytes can be copied at once, with nobody to ask and nobody to wait for. */
  #mayKeep(bytes: number): boolean {
    return !this.#busy && this.#error === null && bytes <= this.size - this.#n;
  }

  /** Copies bytes that fit. */
  #keep(p: Uint8Array): void {
    if (p.length === 0) return;
    this.#buf ??= takeBuffer(this.size);
    this.#buf.set(p, this.#n);
    this.#n += p.length;
  }

  /** Fills the buffer. What is left of the bytes. */
  #fill(p: Uint8Array): Uint8Array {
    const n = this.available;
    this.#keep(p.subarray(0, n));
    return p.subarray(n);
  }

  /** What is in the buffer. */
  #held(): Uint8Array {
    return this.#buf === null ? nothing : this.#buf.subarray(0, this.#n);
  }

  /** Encodes a text into the free space. Its bytes, or -1 and nothing kept if it is not ASCII. */
  #keepText(s: string): number {
    if (s.length === 0) return 0;
    this.#buf ??= takeBuffer(this.size);
    if (s.length <= shortText && copyAscii(s, this.#buf, this.#n)) {
      this.#n += s.length;
      return s.length;
    }
    const { read, written } = encoder.encodeInto(s, this.#n === 0 ? this.#buf : this.#buf.subarray(this.#n));
    if (read !== s.length || written !== s.length) return -1;
    this.#n += written;
    return written;
  }

  /** @param direct whether a write above an empty buffer goes straight through */
  #write(p: Uint8Array, direct: boolean): MaybePromise<number> {
    if (this.#busy || this.#error !== null) return this.#writeOn(p, p, direct, null);
    this.#busy = true;
    try {
      let rest = p;
      while (rest.length > this.available) {
        const straight = direct && this.#n === 0;
        if (!straight) rest = this.#fill(rest);
        const whole = straight ? rest : this.#held();
        const asked = this.#ask(whole);
        if (asked !== whole.length) return this.#writeOn(p, rest, direct, asked);
        if (straight) rest = nothing;
        else this.#n = 0;
      }
      this.#keep(rest);
    } catch (err) {
      this.#endTurn();
      return Promise.reject(err);
    }
    this.#endTurn();
    return p.length;
  }

  /**
   * Goes on with a write for which something must be waited for.
   *
   * @param rest what is neither in the buffer nor passed on
   * @param asked what the writer below said to `rest` or to the full buffer; `null` if it was not asked yet
   */
  async #writeOn(
    p: Uint8Array,
    rest: Uint8Array,
    direct: boolean,
    asked: MaybePromise<number> | null,
  ): Promise<number> {
    if (asked === null && this.#busy) await this.#turn();
    this.#busy = true;
    try {
      let left = rest;
      let answer = asked;
      while (answer !== null || (left.length > this.available && this.#error === null)) {
        if (direct && this.#n === 0) {
          const n = await this.#passOn(left, answer ?? this.#ask(left));
          // Go would try forever.
          if (n === 0) this.#error ??= shortWrite();
          left = left.subarray(n);
        } else {
          if (answer === null) left = this.#fill(left);
          await this.#drain(answer);
        }
        answer = null;
      }
      if (this.#error !== null) throw new WriteError(p.length - left.length, this.#error);
      this.#keep(left);
      return p.length;
    } finally {
      this.#endTurn();
    }
  }

  /** @param asked what the writer below said to the whole buffer; `null` if it was not asked yet */
  async #flush(asked: MaybePromise<number> | null): Promise<void> {
    if (asked === null && this.#busy) await this.#turn();
    this.#busy = true;
    try {
      const taken = this.#error === null ? await this.#drain(asked) : 0;
      if (this.#error !== null) throw new WriteError(taken, this.#error);
    } finally {
      this.#endTurn();
    }
  }

  /**
   * Passes the buffer on; what is not taken moves to the front. How many bytes were taken.
   *
   * @param asked what the writer below said to it, if it was asked already
   */
  async #drain(asked: MaybePromise<number> | null = null): Promise<number> {
    if (this.#buf === null || this.#n === 0) return 0;
    const p = this.#held();
    const n = await this.#passOn(p, asked ?? this.#ask(p));
    if (n < this.#n) {
      this.#error ??= shortWrite();
      this.#buf.copyWithin(0, n, this.#n);
    }
    this.#n -= n;
    return n;
  }

  /** Waits for what the writer below says to `p`, and keeps its error. How many bytes it took. */
  async #passOn(p: Uint8Array, asked: MaybePromise<number>): Promise<number> {
    let taken: number;
    try {
      taken = await asked;
    } catch (err) {
      const { n, cause } = asWriteFailure(err);
      taken = n;
      this.#error = cause;
    }
    if (taken >= 0 && taken <= p.length) return taken;
    throw new RangeError(`a writer says that it took ${taken} of ${p.length} bytes`);
  }

  /** Writes to the writer below. What it throws comes as a promise, whether it waited or not. */
  #ask(p: Uint8Array): MaybePromise<number> {
    try {
      return this.#wr.write(p);
    } catch (err) {
      return Promise.reject(err);
    }
  }

  /** Waits until the calls before this one are done. */
  #turn(): Promise<void> {
    this.#waiting ??= [];
    const waiting = this.#waiting;
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  }

  /** Lets the next call begin. `#busy` stays set for it, so that no later call gets in between. */
  #endTurn(): void {
    const next = this.#waiting?.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}

const nothing = new Uint8Array(0);
const encoder = new TextEncoder();

/** Copies a text that is ASCII; false, with arbitrary bytes copied, if it is not. */
function copyAscii(s: string, to: Uint8Array, at: number): boolean {
  for (let i = 0; i < s.length; i++) {
    const code = s.charCodeAt(i);
    if (code > 127) return false;
    to[at + i] = code;
  }
  return true;
}
