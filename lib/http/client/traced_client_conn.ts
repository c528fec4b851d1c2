/**
 * A client's connection that reports what is done with it: the lane `client`.
 *
 * @module
 */

import { asWriteFailure } from "../../errors.ts";
import type { Conn } from "../../net/conn.ts";
import { ConnWrapper } from "../../net/conn_wrapper.ts";
import type { EventName, Events, Trace } from "../../trace/events.ts";

/** A connection that may be told why it is closed. */
export interface ClientConn extends Conn {
  /** @param why for the trace */
  close(why?: string): void;
}

/** Reports what happens on one connection of a client. */
export type Report = <K extends EventName & `client.${string}`>(name: K, facts: Events[K]) => void;

/** Passes everything on to a connection, and reports it. */
export class TracedClientConn extends ConnWrapper implements ClientConn {
  readonly #trace: Trace;
  readonly #id: number;
  /** Set by close or reset; a second one is not reported, and neither is what fails because of it. */
  #closed = false;
  /** Set when the FIN is read, which is reported once, however often it is read. */
  #ended = false;

  constructor(conn: Conn, trace: Trace, id: number) {
    super(conn);
    this.#trace = trace;
    this.#id = id;
  }

  override async read(p: Uint8Array): Promise<number | null> {
    try {
      const n = await this.inner.read(p);
      if (n === null) this.#reportFin();
      else this.#trace.emit("client.read", this.#id, { bytes: n, data: base64(p.subarray(0, n)) });
      return n;
    } catch (err) {
      this.#reportError("read", err);
      throw err;
    }
  }

  override async write(p: Uint8Array): Promise<number> {
    if (!this.#closed) this.#trace.emit("client.write", this.#id, { bytes: p.length, data: base64(p) });
    try {
      return await this.inner.write(p);
    } catch (err) {
      this.#reportError("write", err);
      throw err;
    }
  }

  override async closeWrite(): Promise<void> {
    if (!this.#closed) this.#trace.emit("client.closeWrite", this.#id, {});
    await this.inner.closeWrite();
  }

  override close(why = "its caller is done with it"): void {
    this.#reportClose(why);
    this.inner.close();
  }

  override reset(): void {
    this.#reportClose("with RST, as its caller wants it");
    this.inner.reset();
  }

  #reportFin(): void {
    if (!this.#ended) this.#trace.emit("client.fin", this.#id, {});
    this.#ended = true;
  }

  #reportError(op: "read" | "write", err: unknown): void {
    if (this.#closed) return;
    this.#trace.emit("client.error", this.#id, { op, error: asWriteFailure(err).cause.message });
  }

  #reportClose(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#trace.emit("client.close", this.#id, { why });
  }
}

function base64(p: Uint8Array): string {
  let text = "";
  for (const byte of p) text += String.fromCharCode(byte);
  return btoa(text);
}
