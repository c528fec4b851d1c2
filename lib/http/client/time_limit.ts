/**
 * The time limit of a request as a whole, redirects and body included (Go's Client.Timeout).
 *
 * @module
 */

import type { Clock, Timer } from "../../clock.ts";
import { EoflabError, heard } from "../../errors.ts";
import { type Body, noBody } from "../body.ts";
import { contextDeadlineExceeded } from "./client_errors.ts";

/** Joins the caller's signal and a time limit. */
export class TimeLimit {
  /** Aborted by the caller, or when the time has passed; the caller's own if there is no limit. */
  readonly signal: AbortSignal | null;
  /** Runs until the body is read, or the request has failed. */
  #timer: Timer | null = null;
  /** Whether the time has passed. */
  #passed = false;

  /**
   * @param clock of the limit
   * @param timeout in ms, 0 for none
   * @param signal the caller's
   */
  constructor(clock: Clock, timeout: number, signal: AbortSignal | null) {
    if (timeout <= 0) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    this.signal = controller.signal;
    const forward = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) forward();
    signal?.addEventListener("abort", forward, { once: true });
    this.#timer = clock.after(timeout, () => {
      this.#passed = true;
      controller.abort(contextDeadlineExceeded());
    });
  }

  /** Nothing more is waited for. */
  stop(): void {
    this.#timer?.cancel();
  }

  /** An error, with what it has to do with the limit. */
  explain(err: unknown, when: string): unknown {
    if (!this.#passed || !(err instanceof EoflabError)) return err;
    return new EoflabError("DEADLINE_EXCEEDED", `${err.message} (Client.Timeout ${when})`, { cause: err });
  }

  /** A body that is read within the limit. */
  body(body: Body): Body {
    if (this.#timer === null) return body;
    if (body === noBody) {
      this.stop();
      return body;
    }
    return {
      read: (p) => heard(this.#read(body, p)),
      close: () => {
        this.stop();
        return body.close();
      },
    };
  }

  async #read(body: Body, p: Uint8Array): Promise<number | null> {
    try {
      const n = await body.read(p);
      if (n === null) this.stop();
      return n;
    } catch (err) {
      throw this.explain(err, "or context cancellation while reading body");
    }
  }
}
