/**
 * Go's bufio.Reader: reads in large pieces what is asked for in small ones.
 *
 * The source is asked only when the buffer has too little, so how it ended comes after the bytes before that. What
 * Go tells with `(n, err)` is told so:
 *  - EOF is `null`, or fewer bytes than were asked for, or a last line without its end
 *  - an error is thrown; the bytes that were there stay in the buffer, but for those that discard has passed over
 *  - either is told once; the next call asks the source again
 *
 * Go: bufio.go Reader.
 *
 * @module
 */

import { EoflabError, noProgress } from "../errors.ts";
import { after, type Reader as IoReader, type LazyReader, type MaybePromise } from "../io.ts";
import { giveBuffer, takeBuffer } from "./pool.ts";

/** The size of a buffer where none is asked for, in bytes (Go's defaultBufSize). */
const defaultSize = 4096;
/** The smallest buffer, in bytes (Go's minReadBufferSize). */
const minSize = 16;
/** How often in a row a source may give no bytes (Go's maxConsecutiveEmptyReads). */
const maxEmptyReads = 100;

const lf = 10;
const cr = 13;

/** A line, or a part of one. */
export interface Line {
  /** The bytes without LF or CRLF; valid until the next call to the reader. */
  readonly line: Uint8Array;
  /** Whether the line is longer than the buffer, and goes on in the next call. */
  readonly isPrefix: boolean;
}

/**
 * A buffer behind a reader (Go's bufio.Reader). One call at a time, as in Go.
 *
 * A mistake of the source (a TypeError, say) is thrown on unchanged and not kept, like a panic in Go.
 */
export class Reader implements IoReader {
  /** The size of the buffer in bytes. */
  readonly size: number;
  /** Where the bytes come from; changes in reset. */
  #rd: IoReader | LazyReader;
  /** The buffer; taken for bytes to keep, or when the source is asked for some, given back by release. */
  #buf: Uint8Array | null = null;
  /** Where the buffered bytes begin; moves on by reading. */
  #r = 0;
  /** Where they end; moves on by filling. */
  #w = 0;
  /** What the source said instead of bytes; set by filling, cleared by the same call when it tells it. */
  #end: "EOF" | EoflabError | null = null;
  /** Whether the source is writing into the buffer; set while filling. */
  #filling = false;

  /**
   * @param rd where the bytes come from
   * @param size of the buffer in bytes; at least 16
   */
  constructor(rd: IoReader | LazyReader, size: number = defaultSize) {
    this.#rd = rd;
    this.size = Math.max(size, minSize);
  }

  /** How many bytes can be read without asking the source (Go's Buffered). */
  get buffered(): number {
    return this.#w - this.#r;
  }

  /**
   * Reads from the buffer; if that is empty, from the source, which is asked once (Go's Read).
   *
   * @returns `null` at EOF; 0 if `p` is empty or the source gave no bytes
   * @throws what the source throws
   */
  async read(p: Uint8Array): Promise<number | null> {
    if (p.length === 0) return 0;
    if (this.#r < this.#w) return this.#copyTo(p);
    if (p.length >= this.size) {
      const n = await this.#rd.read(p);
      return n === null ? null : checkedCount(n, p.length);
    }
    await this.#fill(null);
    if (this.#r === this.#w) return this.#end === null ? 0 : this.#tellEnd();
    return this.#copyTo(p);
  }

  /** Reads what is buffered and fits. If `p` is no memory, that is thrown before anything is taken. */
  #copyTo(p: Uint8Array): number {
    const bytes = this.#next(Math.min(p.length, this.buffered));
    p.set(bytes);
    this.#r += bytes.length;
    return bytes.length;
  }

  /**
   * The next `n` bytes, which stay unread (Go's Peek). They are valid until the next call.
   *
   * @returns fewer than `n` bytes if the stream ends before; the bytes that are there stay readable
   * @throws EoflabError BUFFER_FULL if `n` is more than the buffer's size; NEGATIVE_COUNT; NO_PROGRESS; what the
   *   source throws
   */
  async peek(n: number): Promise<Uint8Array> {
    checkNotNegative(n);
    if (n > this.size) throw bufferFull();
    return this.#next((await this.fillTo(n)) ? n : this.buffered);
  }

  /**
   * Waits until `n` bytes can be read without asking the source: as peek does, for who does not look at them yet.
   *
   * @param n at most the buffer's size
   * @returns false if the stream ends before
   * @throws EoflabError NO_PROGRESS; what the source throws
   */
  fillTo(n: number): MaybePromise<boolean> {
    while (this.buffered < n && this.#end === null) {
      if (this.#buf === null && "readFor" in this.#rd) return this.#fillLazily(this.#rd, n);
      const filling = this.#fill();
      if (filling !== undefined) return filling.then(() => this.fillTo(n));
    }
    if (this.buffered >= n) return true;
    const end = this.#end;
    this.#end = null;
    return end instanceof EoflabError ? Promise.reject(end) : false;
  }

  /**
   * What is in the buffer, without asking the source and without reading it (Go's Peek of Buffered). The bytes
   * are valid until the next call.
   */
  peekBuffered(): Uint8Array {
    return this.#next(this.buffered);
  }

  /**
   * Passes over `n` bytes (Go's Discard). As many as are buffered need no asking.
   *
   * @returns how many; fewer than `n` if the stream ends before
   * @throws EoflabError NEGATIVE_COUNT; NO_PROGRESS; what the source throws, the bytes before it being passed over
   */
  async discard(n: number): Promise<number> {
    checkNotNegative(n);
    let left = n;
    while (left > 0) {
      if (this.#r === this.#w) await this.#fill();
      if (this.#end !== null) {
        this.#tellEnd();
        break;
      }
      const step = Math.min(left, this.buffered);
      this.#r += step;
      left -= step;
    }
    return n - left;
  }

  /** Passes over bytes that are buffered. @param n at most as many as there are */
  discardBuffered(n: number): void {
    this.#r += Math.min(n, this.buffered);
  }

  /**
   * Reads one byte (Go's ReadByte).
   *
   * @returns `null` at EOF
   * @throws EoflabError NO_PROGRESS; what the source throws
   */
  async readByte(): Promise<number | null> {
    if (this.#r === this.#w) await this.#fill();
    const [byte] = this.#next(Math.min(1, this.buffered));
    if (byte === undefined) return this.#tellEnd();
    this.#r++;
    return byte;
  }

  /**
   * Reads up to and with the next `delim` (Go's ReadSlice). The bytes are valid until the next call.
   *
   * @param delim a byte
   * @returns what is left, without a `delim` at its end, if the stream ends before; `null` if nothing is
   * @throws EoflabError BUFFER_FULL if the buffer is full and has none; NO_PROGRESS; what the source throws. The
   *   bytes stay in the buffer
   */
  async readSlice(delim: number): Promise<Uint8Array | null> {
    const at = await this.#find(delim);
    if (at !== -1) return this.#take(at + 1);
    if (this.#end === null) throw bufferFull();
    this.#tellEnd();
    return this.buffered === 0 ? null : this.#take(this.buffered);
  }

  /**
   * Reads a line, which ends with LF or CRLF. What comes before EOF, or before an error of the source, counts as a
   * line too, and the error is forgotten: the next call asks the source again (Go's ReadLine).
   *
   * @returns `null` at EOF
   * @throws EoflabError NO_PROGRESS; what the source throws
   */
  async readLine(): Promise<Line | null> {
    const at = await this.#find(lf);
    if (at !== -1) {
      const line = this.#take(at + 1);
      return { line: line.subarray(0, at > 0 && line[at - 1] === cr ? at - 1 : at), isPrefix: false };
    }
    if (this.buffered === 0) return this.#tellEnd();
    if (this.#end !== null) {
      this.#end = null;
      return { line: this.#take(this.buffered), isPrefix: false };
    }
    // A CR at the end may be half of a CRLF: the next call sees both.
    const endsWithCr = this.#next(this.size)[this.size - 1] === cr;
    return { line: this.#take(endsWithCr ? this.size - 1 : this.size), isPrefix: true };
  }

  /**
   * Forgets the buffered bytes, and reads from `rd` from now on (Go's Reset).
   *
   * @throws EoflabError INVALID_ARGUMENT while a read is under way
   */
  reset(rd: IoReader): void {
    if (this.#filling) {
      throw new EoflabError(
        "INVALID_ARGUMENT",
        "cannot reset a bufio.Reader in the middle of a read: await it",
      );
    }
    this.#rd = rd;
    this.#r = 0;
    this.#w = 0;
  }

  /**
   * Gives the memory of an empty buffer back; what a call returned before is not valid any more. Does nothing if
   * there are bytes, or a read is under way.
   */
  release(): void {
    if (this.#buf === null || this.#r < this.#w || this.#filling) return;
    giveBuffer(this.#buf);
    this.#buf = null;
    this.#r = 0;
    this.#w = 0;
  }

  /** Where the next `delim` is, or -1 if the stream ended or the buffer is full before it. */
  async #find(delim: number): Promise<number> {
    let searched = 0;
    for (;;) {
      const at = this.#bufferedIndexOf(delim, searched);
      if (at !== -1 || this.#end !== null || this.buffered >= this.size) return at;
      searched = this.buffered;
      await this.#fill();
    }
  }

  /**
   * Where the next `delim` is among what is buffered, or -1.
   *
   * @param from how many of the buffered bytes were searched before
   */
  #bufferedIndexOf(delim: number, from: number): number {
    const buf = this.#buf ?? noBytes;
    for (let i = this.#r + from; i < this.#w; i++) if (buf[i] === delim) return i - this.#r;
    return -1;
  }

  /**
   * Moves the buffered bytes to the front, and asks the source for more. The buffer must not be full.
   *
   * @param tries how often the source may give nothing; `null` if that is all right
   */
  #fill(tries: number | null = maxEmptyReads): MaybePromise<void> {
    if (this.#r > 0) {
      this.#buf?.copyWithin(0, this.#r, this.#w);
      this.#w -= this.#r;
      this.#r = 0;
    }
    const n = this.#readFree();
    if (typeof n !== "number" || n === 0) return this.#wait(n, tries);
    this.#w += checkedCount(n, this.size - this.#w);
  }

  /** Waits for `n` bytes, and takes a buffer when the first are there. */
  #fillLazily(rd: LazyReader, n: number): Promise<boolean> {
    this.#filling = true;
    return new Promise((resolve, reject) => {
      const waiter = {
        resolve: (got: number | null) => {
          try {
            resolve(after(this.#came(got, maxEmptyReads), () => this.fillTo(n)));
          } catch (err) {
            reject(err);
          }
        },
        reject: (err: unknown) => {
          this.#filling = false;
          reject(err);
        },
      };
      rd.readFor(waiter, this.#takeBuffer);
    });
  }

  /** Asks the source for what fits behind the buffered bytes. */
  #readFree(): MaybePromise<number | null> {
    this.#buf ??= takeBuffer(this.size);
    return this.#rd.read(this.#w === 0 ? this.#buf : this.#buf.subarray(this.#w));
  }

  readonly #takeBuffer = (): Uint8Array => {
    this.#buf ??= takeBuffer(this.size);
    return this.#buf;
  };

  /**
   * Waits for what the source says, and asks it again while it gives nothing.
   *
   * @param asked what it said
   * @param tries how often it may give nothing; `null` if that is all right
   */
  #wait(asked: MaybePromise<number | null>, tries: number | null): Promise<void> {
    this.#filling = true;
    return Promise.resolve(asked).then(
      (n) => this.#came(n, tries),
      (err) => {
        this.#filling = false;
        if (!(err instanceof EoflabError)) throw err;
        this.#end = err;
      },
    );
  }

  #came(n: number | null, tries: number | null): MaybePromise<void> {
    this.#filling = false;
    if (n === null) {
      this.#end = "EOF";
    } else if (n !== 0) {
      this.#w += checkedCount(n, this.size - this.#w);
    } else if (tries !== null) {
      if (tries > 1) return this.#wait(this.#readFree(), tries - 1);
      this.#end = noProgress();
    }
  }

  /** The next `n` bytes, of which so many must be there. */
  #next(n: number): Uint8Array {
    return this.#buf === null ? noBytes : this.#buf.subarray(this.#r, this.#r + n);
  }

  #take(n: number): Uint8Array {
    const bytes = this.#next(n);
    this.#r += n;
    return bytes;
  }

  /** Says how the source ended, and forgets it. */
  #tellEnd(): null {
    const end = this.#end;
    this.#end = null;
    if (end instanceof EoflabError) throw end;
    return null;
  }
}

const noBytes = new Uint8Array(0);

/** A source that says it gave what it cannot have given is a mistake in the program. */
function checkedCount(n: number, length: number): number {
  if (n >= 0 && n <= length) return n;
  throw new RangeError(`a reader says that it read ${n} bytes into ${length}`);
}

function checkNotNegative(n: number): void {
  if (n < 0) throw new EoflabError("NEGATIVE_COUNT", "bufio: negative count");
}

function bufferFull(): EoflabError {
  return new EoflabError("BUFFER_FULL", "bufio: buffer full");
}
