/**
 * A read or a write that may be answered before anybody waits for it: then it costs no promise.
 *
 * @module
 */

import type { EoflabError } from "../errors.ts";
import type { MaybePromise } from "../io.ts";

/** An operation of one connection, answered once by `resolve` or `reject`. */
export class Pending<T> {
  /** What it was answered with; set by `resolve`, while nobody waits. */
  #value: T | undefined = undefined;
  /** What it failed with; set by `reject`, while nobody waits. */
  #error: EoflabError | null = null;
  /** Whether it is answered. */
  #settled = false;
  /** Tell who waits; set by `result`, if there is no answer yet. */
  #resolve: ((value: T) => void) | null = null;
  #reject: ((err: EoflabError) => void) | null = null;

  resolve(value: T): void {
    this.#settled = true;
    if (this.#resolve === null) this.#value = value;
    else this.#resolve(value);
  }

  reject(err: EoflabError): void {
    this.#settled = true;
    if (this.#reject === null) this.#error = err;
    else this.#reject(err);
  }

  /** The answer, if it is there, or a promise of it. Asked once. */
  result(): MaybePromise<T> {
    if (this.#error !== null) return Promise.reject(this.#error);
    if (this.#settled) return this.#value as T;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
}
