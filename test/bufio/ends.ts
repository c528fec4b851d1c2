/** The two ends of a byte's way through a buffer, as tests need them: a writer that fails on demand, a reader in pieces. */

import { EoflabError, WriteError } from "../../lib/errors.ts";
import type { Reader, Writer } from "../../lib/io.ts";

/** What one call of a writer does, instead of taking everything. */
export interface Fault {
  /** Which call, from 0. */
  readonly call: number;
  /** How many bytes it takes at most. */
  readonly take: number;
  /** What it throws; `""` if it says nothing. */
  readonly error: string;
}

/** A writer that takes everything, but for its faults, and notes what it was given. */
export class FaultyWriter implements Writer {
  /** How many bytes each call was given. */
  readonly given: number[] = [];
  readonly taken: number[] = [];
  readonly #faults: readonly Fault[];

  constructor(faults: readonly Fault[] = []) {
    this.#faults = faults;
  }

  async write(p: Uint8Array): Promise<number> {
    const fault = this.#faults.find(({ call }) => call === this.given.length);
    this.given.push(p.length);
    const n = Math.min(fault?.take ?? p.length, p.length);
    this.taken.push(...p.subarray(0, n));
    if (fault !== undefined && fault.error !== "") {
      throw new WriteError(n, new EoflabError("DEADLINE_EXCEEDED", fault.error));
    }
    return n;
  }

  /** What it took, each byte as a character. */
  get text(): string {
    return String.fromCharCode(...this.taken);
  }
}

/** A reader that gives these pieces one after the other, throws those that are errors, and then ends for good. */
export class PiecesReader implements Reader {
  /** How many bytes each call asked for. */
  readonly asked: number[] = [];
  readonly #pieces: (string | Error)[];

  constructor(...pieces: readonly (string | Error)[]) {
    this.#pieces = [...pieces];
  }

  async read(p: Uint8Array): Promise<number | null> {
    this.asked.push(p.length);
    const piece = this.#pieces.shift();
    if (piece === undefined) return null;
    if (typeof piece !== "string") throw piece;
    const fits = piece.slice(0, p.length);
    if (fits.length < piece.length) this.#pieces.unshift(piece.slice(fits.length));
    p.set(bytes(fits));
    return fits.length;
  }
}

/** A text as bytes, each character one. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Bytes as a text, each one a character. */
export function text(p: Uint8Array | null): string | null {
  return p === null ? null : String.fromCharCode(...p);
}

export const timeout = (): EoflabError => new EoflabError("DEADLINE_EXCEEDED", "i/o timeout");
