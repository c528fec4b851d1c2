/**
 * Lines of a protocol of one's own, read from whatever gives bytes.
 *
 * @module
 */

import type { Reader } from "../../lib/mod.ts";

/** Reads lines, and lets a test bench see when the next one is waited for. */
export class Lines {
  readonly #from: Reader;
  /** What has come behind the last whole line. */
  #rest = "";
  #ended = false;
  /** How many lines were asked for. */
  #asked = 0;
  /** Called at the next line that is asked for. */
  #heard: (() => void) | null = null;

  constructor(from: Reader) {
    this.#from = from;
  }

  /**
   * The next line, without its end.
   *
   * @returns `null` when there is none
   */
  async next(): Promise<string | null> {
    const reading = this.#read();
    this.#asked++;
    this.#heard?.();
    return await reading;
  }

  /** Resolves when so many lines were asked for. */
  async asked(count: number): Promise<void> {
    while (this.#asked < count)
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
  }

  async #read(): Promise<string | null> {
    const p = new Uint8Array(1024);
    while (!this.#ended && !this.#rest.includes("\n")) {
      const n = await this.#from.read(p);
      if (n === null) this.#ended = true;
      else this.#rest += String.fromCharCode(...p.subarray(0, n));
    }
    const end = this.#rest.indexOf("\n");
    if (end === -1) return null;
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }
}
