/**
 * A read or a write that may be answered before anybody waits for it: then it costs no promise.
 *
 * @module
 */

import type { EoflabError } from "../errors.ts";
import type { MaybePromise, Waiter } from "../io.ts";

/** An operation of one connection, answered once by `resolve` or `reject`. */
export class Pending<T> implements Waiter<T> {
  /** What it was answered with; set by `resolve`, while nobody waits. */
  #value: T | undefined = undefined;
  /** What it failed with; set by `reject`, while nobody waits. */
  #error: EoflabError | null = null;
  /** Whether it is answered. */
  #settled = false;
  /** Set by `tell`, if there is no answer yet. */
  #waiter: Waiter<T> | null = null;

  resolve(value: T): void {
    this.#settled = true;
    if (this.#waiter === null) this.#value = value;
    else this.#waiter.resolve(value);
  }

  reject(err: EoflabError): void {
    this.#settled = true;
    if (this.#waiter === null) this.#error = err;
    else this.#waiter.reject(err);
  }

  /** The answer, if it is there, or a promise of it. Asked once, or `tell` is. */
  result(): MaybePromise<T> {
    if (this.#error !== null) return Promise.reject(this.#error);
    if (this.#settled) return this.#value as T;
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Tells somebody the answer, without a promise: at once if it is there. */
  tell(waiter: Waiter<T>): void {
    if (this.#error !== null) waiter.reject(this.#error);
    else if (this.#settled) waiter.resolve(this.#value as T);
    else this.#waiter = waiter;
  }
}
