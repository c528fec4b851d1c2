/**
 * The ResponseWriter that a lab's handler gets from a server that is not eoflab's: the calls and what they return are
 * in the recording, as eoflab's are; what becomes of the bytes is that server's affair.
 *
 * @module
 */

import { asWriteFailure, EoflabError, WriteError } from "../../errors.ts";
import { Header } from "../../http/header.ts";
import type { ResponseWriter } from "../../http/server/response_writer.ts";
import type { Trace } from "../../trace/events.ts";
import { encodeText } from "../../utf8.ts";

/** What the adapters have in common. What a method is missing for, ResponseController says NOT_SUPPORTED to. */
export abstract class OtherWriter implements ResponseWriter {
  readonly header = new Header();
  protected status = 200;
  #wroteHeader = false;
  readonly #trace: Trace | undefined;
  readonly #conn: number;

  constructor(trace: Trace | undefined, conn: number) {
    this.#trace = trace;
    this.#conn = conn;
  }

  writeHeader(code: number): void {
    if (this.#wroteHeader) return;
    this.#wroteHeader = true;
    this.status = code;
  }

  async write(data: Uint8Array | string): Promise<number> {
    const p = typeof data === "string" ? encodeText(data) : data;
    this.#trace?.emit("handler.write", this.#conn, { bytes: p.length });
    try {
      if (p.length > 0) await this.send(p);
      this.#trace?.emit("handler.wrote", this.#conn, { n: p.length, error: null });
      return p.length;
    } catch (err) {
      const { n, cause } = asWriteFailure(failure(err));
      this.#trace?.emit("handler.wrote", this.#conn, { n, error: cause.message });
      throw new WriteError(n, cause);
    }
  }

  async flush(): Promise<void> {
    this.#trace?.emit("handler.flush", this.#conn, {});
    try {
      await this.push();
      this.#trace?.emit("handler.flushed", this.#conn, { error: null });
    } catch (err) {
      const { cause } = asWriteFailure(failure(err));
      this.#trace?.emit("handler.flushed", this.#conn, { error: cause.message });
      throw new WriteError(0, cause);
    }
  }

  /** These servers read while they answer, in any case. */
  enableFullDuplex(): void {}

  /** Hands a piece of the body on. */
  protected abstract send(p: Uint8Array): Promise<void>;

  /** Sees that what was written so far leaves. */
  protected abstract push(): Promise<void>;
}

/** What a runtime's server says, with its code and in its own words. */
function failure(err: unknown): EoflabError {
  if (err instanceof EoflabError) return err;
  const { code, message } = Object(err) as { code?: unknown; message?: unknown };
  const text = typeof code === "string" ? `${code}: ${String(message)}` : String(message ?? err);
  return new EoflabError("SYSTEM", text, { cause: err });
}
