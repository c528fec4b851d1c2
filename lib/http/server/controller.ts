/**
 * What a handler can do beyond writing: flush, move its connection's deadlines, take the connection over.
 *
 * @module
 */

import { EoflabError, heard } from "../../errors.ts";
import type { Hijacked } from "./response_conn.ts";
import type { ResponseWriter } from "./response_writer.ts";

/** The methods that a controller looks for; the server's own ResponseWriter has all of them. */
interface Controlled {
  flush(): Promise<void>;
  setReadDeadline(at: number | null): void;
  setWriteDeadline(at: number | null): void;
  enableFullDuplex(): void;
  hijack(): Promise<Hijacked>;
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
  flush(): Promise<void> {
    return heard(this.#found("flush").then((w) => w.flush()));
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

  /**
   * Lets the handler go on reading the body while it answers. Without it the server reads what is left of the body
   * before the answer's header goes out, as clients of HTTP/1 expect it.
   *
   * @throws EoflabError NOT_SUPPORTED
   */
  enableFullDuplex(): void {
    this.#find("enableFullDuplex").enableFullDuplex();
  }

  /**
   * Takes the connection over: the server does nothing more with it, and has taken its deadlines away. What was
   * written to `w` and not flushed is lost.
   *
   * @throws EoflabError HIJACKED, if somebody has; HANDLER_RETURNED; NOT_SUPPORTED
   */
  hijack(): Promise<Hijacked> {
    return heard(this.#found("hijack").then((w) => w.hijack()));
  }

  /** As #find, for what answers with a promise: then NOT_SUPPORTED does, too. */
  async #found<K extends Exclude<keyof Controlled, "unwrap">>(method: K): Promise<Pick<Controlled, K>> {
    return this.#find(method);
  }

  /** The nearest writer, from the outside in, that has the method. */
  #find<K extends Exclude<keyof Controlled, "unwrap">>(method: K): Pick<Controlled, K> {
    let w: Partial<Controlled> = this.#w as Partial<Controlled>;
    while (typeof w[method] !== "function") {
      if (typeof w.unwrap !== "function") {
        throw new EoflabError("NOT_SUPPORTED", "feature not supported");
      }
      w = w.unwrap() as Partial<Controlled>;
    }
    return w as Pick<Controlled, K>;
  }
}
