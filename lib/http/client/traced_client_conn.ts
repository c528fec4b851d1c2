/**
 * A client's connection that reports what is done with it: the lane `client`.
 *
 * @module
 */

import { asWriteFailure } from "../../errors.ts";
import type { Conn } from "../../net/conn.ts";
import { ConnWrapper } from "../../net/conn_wrapper.ts";
import type { Trace } from "../../trace/events.ts";

/** Passes everything on to a connection, and reports it. */
export class TracedClientConn extends ConnWrapper {
  readonly #trace: Trace;
  readonly #id: number;
  /** Set by close or reset; a second one is not reported, and neither is what fails because of it. */
  #closed = false;

  constructor(conn: Conn, trace: Trace, id: number) {
    super(conn);
    this.#trace = trace;
    this.#id = id;
  }

  override async read(p: Uint8Array): Promise<number | null> {
    try {
      const n = await this.inner.read(p);
      if (n === null) this.#trace.emit("client.fin", this.#id, {});
      else this.#trace.emit("client.read", this.#id, { bytes: n, data: base64(p.subarray(0, n)) });
      return n;
    } catch (err) {
      this.#reportError("read", err);
      throw err;
    }
  }

  override async write(p: Uint8Array): Promise<number> {
    this.#trace.emit("client.write", this.#id, { bytes: p.length, data: base64(p) });
    try {
      return await this.inner.write(p);
    } catch (err) {
      this.#reportError("write", err);
      throw err;
    }
  }

  override close(): void {
    this.#reportClose();
    this.inner.close();
  }

  override reset(): void {
    this.#reportClose();
    this.inner.reset();
  }

  #reportError(op: "read" | "write", err: unknown): void {
    if (this.#closed) return;
    this.#trace.emit("client.error", this.#id, { op, error: asWriteFailure(err).cause.message });
  }

  #reportClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#trace.emit("client.close", this.#id, {});
  }
}

function base64(p: Uint8Array): string {
  let text = "";
  for (const byte of p) text += String.fromCharCode(byte);
  return btoa(text);
}
