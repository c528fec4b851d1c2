/**
 * A time limit for a handler, with an honest answer when it passes: 503 (Go's TimeoutHandler).
 *
 * The handler writes into memory, and nothing is sent before it has returned. So whoever is too late can be
 * answered for, and is told so by its next write. A server's writeTimeout does neither.
 *
 * @module
 */

import { concatBytes } from "../../bytes.ts";
import { type Clock, systemClock } from "../../clock.ts";
import { EoflabError, failureOf, heard, WriteError } from "../../errors.ts";
import { encodeText } from "../../utf8.ts";
import { Header } from "../header.ts";
import { checkWriteHeaderCode } from "../status.ts";
import { relevantCaller } from "./caller.ts";
import { isBytes, notWritable } from "./handler_errors.ts";
import type { Request } from "./request.ts";
import type { Handler, ResponseWriter } from "./response_writer.ts";

/** What is answered if nothing else is said. */
const defaultMessage = "<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>";

/**
 * A handler that gives another one so much time. When it passes, the answer is `503 Service Unavailable`, the
 * request's signal is aborted, and the handler's writes fail with HANDLER_TIMEOUT from then on. The handler itself
 * goes on: nothing can stop it but itself.
 *
 * The limit must be shorter than the server's writeTimeout, or the 503 meets a passed deadline and reaches nobody.
 *
 * @param handler whose answer is kept in memory until it returns
 * @param ms how much time it has
 * @param message the body of the 503; a page of HTML unless given
 * @param clock where the time comes from: the server's own
 */
export function timeoutHandler(
  handler: Handler,
  ms: number,
  message = "",
  clock: Clock = systemClock,
): Handler {
  return async (w, r) => {
    const cancel = new AbortController();
    const tw = new TimeoutWriter((line) => (w as Partial<Logging>).log?.(line));
    const inner = r.withSignal(cancel.signal);
    // The handler may throw when nobody waits for it any more.
    const returned = heard(call(handler, tw, inner));
    try {
      const outcome = await Promise.race([returned, untilGone(r), untilPassed(clock, ms, cancel.signal)]);
      if (outcome === "returned") {
        await tw.copyTo(w);
        return;
      }
      w.writeHeader(503);
      if (outcome === "passed") {
        tw.fail(new EoflabError("HANDLER_TIMEOUT", "http: Handler timeout"));
        await failureOf(w.write(message === "" ? defaultMessage : message));
      } else {
        tw.fail(new EoflabError("CANCELED", "context canceled"));
      }
    } finally {
      cancel.abort();
    }
  };
}

/** What the server's own ResponseWriter can do beside its interface. */
interface Logging {
  log(line: string): void;
}

async function call(handler: Handler, w: ResponseWriter, r: Request): Promise<"returned"> {
  await handler(w, r);
  return "returned";
}

/** Resolves when the client is gone. */
function untilGone({ signal }: Request): Promise<"gone"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("gone");
    else signal.addEventListener("abort", () => resolve("gone"), { once: true });
  });
}

/** Resolves when the time has passed; the timer goes when `done` is aborted. */
function untilPassed(clock: Clock, ms: number, done: AbortSignal): Promise<"passed"> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve("passed"));
    done.addEventListener("abort", () => timer.cancel(), { once: true });
  });
}

/** Keeps an answer in memory (Go's timeoutWriter). */
class TimeoutWriter implements ResponseWriter {
  readonly header = new Header();
  /** The body; grows with each write. */
  readonly #body: Uint8Array[] = [];
  /** The status; set by writeHeader, once. */
  #code = 0;
  /** What writes fail with; set when the answer was given in the handler's place. */
  #error: EoflabError | null = null;
  /** Writes a line to the server's error log. */
  readonly #log: (line: string) => void;

  /** @param log writes a line to the server's error log */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  writeHeader(code: number): void {
    checkWriteHeaderCode(code);
    if (this.#error !== null) return;
    if (this.#code === 0) this.#code = code;
    else this.#log(`http: superfluous response.WriteHeader call from ${relevantCaller()}`);
  }

  write(data: Uint8Array | string): Promise<number> {
    if (this.#error !== null) return heard(Promise.reject(new WriteError(0, this.#error)));
    if (typeof data !== "string" && !isBytes(data)) return heard(Promise.reject(notWritable(data)));
    if (this.#code === 0) this.#code = 200;
    const p = typeof data === "string" ? encodeText(data) : data.slice();
    this.#body.push(p);
    return Promise.resolve(p.length);
  }

  fail(err: EoflabError): void {
    this.#error = err;
  }

  /** Gives the answer to the real writer, in one write. The handler was told that all is well: nobody is left to tell. */
  async copyTo(w: ResponseWriter): Promise<void> {
    const { header } = w;
    for (const [name, values] of this.header) {
      header.delete(name);
      for (const value of values) header.add(name, value);
    }
    w.writeHeader(this.#code === 0 ? 200 : this.#code);
    await failureOf(w.write(concatBytes(this.#body)));
  }
}
