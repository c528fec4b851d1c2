/**
 * What a handler can do beyond writing: flush, and move its connection's deadlines.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { ResponseWriter } from "./response_writer.ts";

/** The methods that a controller looks for; the server's own ResponseWriter has all of them. */
interface Controlled {
  flush(): Promise<void>;
  setReadDeadline(at: number | null): void;
  setWriteDeadline(at: number | null): void;
  /** A ResponseWriter that wraps another gives it here, so that a controller finds what is behind. */
  unwrap(): ResponseWriter;
}

/** Reaches through a ResponseWriter to the connection behind it (Go's http.ResponseController). */
export class ResponseController {
  readonly #w: ResponseWriter;

  /** @param w what the handler was given, or what a middleware has wrapped around it with an `unwrap` method */
  constructor(w: ResponseWriter) {
    this.#w = w;
  }

  /**
   * Sends what was written so far, and says whether that worked. The header goes with it, so the body's length
   * is not known yet and no Content-Length is sent unless the handler set one.
   *
   * @throws WriteError the connection's error, DEADLINE_EXCEEDED for one; NOT_SUPPORTED
   */
  async flush(): Promise<void> {
    await this.#find("flush").flush();
  }

  /**
   * @param at an instant of the server's clock in ms, or `null` for no deadline
   * @throws EoflabError NOT_SUPPORTED
   */
  setReadDeadline(at: number | null): void {
    this.#find("setReadDeadline").setReadDeadline(at);
  }

  /**
   * Moves the deadline that Server.writeTimeout has set: for one slow endpoint, or before each piece of a stream.
   *
   * @param at an instant of the server's clock in ms, or `null` for no deadline
   * @throws EoflabError NOT_SUPPORTED
   */
  setWriteDeadline(at: number | null): void {
    this.#find("setWriteDeadline").setWriteDeadline(at);
  }

  /** The nearest writer, from the outside in, that has the method. */
  #find<K extends Exclude<keyof Controlled, "unwrap">>(method: K): Pick<Controlled, K> {
    let w: Partial<Controlled> = this.#w as Partial<Controlled>;
    while (typeof w[method] !== "function") {
      if (typeof w.unwrap !== "function") {
        throw new EoflabError("NOT_SUPPORTED", `feature not supported: ${method}`);
      }
      w = w.unwrap() as Partial<Controlled>;
    }
    return w as Pick<Controlled, K>;
  }
}
