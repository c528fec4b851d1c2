/**
 * Step 5 of a byte's way: checkConnErrorWriter.
 *
 * conn.bufw writes to it, and it writes to the socket. It adds nothing and takes nothing; it remembers the first
 * write error of the connection, by which the connection is not used again, and cancels the request's context.
 * This is where the error of a silent EOF ends up: known to the server, told to nobody.
 *
 * Go: net/http server.go checkConnErrorWriter.
 *
 * @module
 */

import { asWriteFailure, type EoflabError } from "../../errors.ts";
import type { MaybePromise, Writer } from "../../io.ts";
import type { Conn } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";

/** Whose context is cancelled: the connection. */
export interface ContextOwner {
  /** The client is gone: the request that is being answered is cancelled (Go's cancelCtx). */
  cancelContext(): void;
}

/** Writes to a connection and notes its first error. */
export class CheckConnErrorWriter implements Writer {
  /** The connection's first write error (Go's conn.werr); set once, and read when the answer is finished. */
  werr: EoflabError | null = null;
  readonly #rwc: Conn;
  readonly #owner: ContextOwner;
  readonly #trace: Trace | null;
  readonly #id: number;

  /**
   * @param rwc the connection
   * @param owner told of the first error
   * @param trace where to report to
   * @param id the connection's number in the trace
   */
  constructor(rwc: Conn, owner: ContextOwner, trace: Trace | null, id: number) {
    this.#rwc = rwc;
    this.#owner = owner;
    this.#trace = trace;
    this.#id = id;
  }

  write(p: Uint8Array): MaybePromise<number> {
    this.#trace?.emit("conn.bufw.flush", this.#id, { bytes: p.length });
    const written = this.#rwc.direct.write(p);
    return typeof written === "number" ? written : this.#checked(written);
  }

  async #checked(written: Promise<number>): Promise<number> {
    try {
      return await written;
    } catch (err) {
      const { cause } = asWriteFailure(err);
      if (this.werr === null) {
        this.werr = cause;
        this.#trace?.emit("checkConnErrorWriter.error", this.#id, { error: cause.message });
        this.#owner.cancelContext();
      }
      throw err;
    }
  }
}
