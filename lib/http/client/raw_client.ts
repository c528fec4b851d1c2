/**
 * A client of bytes: it sends what it is told to, when it is told to, and says what came back and how it ended.
 * For everything that a well-behaved client never does.
 *
 * @module
 */

import { EoflabError, is } from "../../errors.ts";
import type { Conn, Network } from "../../net/conn.ts";
import { type Addr, formatAddr } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";
import { readAll } from "../body.ts";
import { TracedClientConn } from "./traced_client_conn.ts";

/** What came until the connection ended, and by what it ended. */
export interface Ended {
  readonly bytes: Uint8Array;
  /** `fin`: the server shut its side; `rst`: it cut the connection; `error`: `error` says what else. */
  readonly end: "fin" | "rst" | "error";
  readonly error: EoflabError | null;
}

/** A connection to a server, byte by byte. */
export class RawClient {
  /** The connection itself: deadlines, half-close, RST. */
  readonly conn: Conn;
  /** The same, and nothing that is read from it is reported: for what comes in too many pieces. */
  readonly unreported: Conn;

  private constructor(conn: Conn, unreported: Conn) {
    this.conn = conn;
    this.unreported = unreported;
  }

  /**
   * Connects.
   *
   * @throws OpError ECONNREFUSED, NOT_PERMITTED
   */
  static async dial(network: Network, addr: Addr, trace?: Trace, id = 1): Promise<RawClient> {
    trace?.emit("client.dial", id, { addr: formatAddr(addr) });
    const conn = await network.dial(addr);
    trace?.emit("client.connected", id, { addr: formatAddr(conn.localAddr) });
    return new RawClient(trace === undefined ? conn : new TracedClientConn(conn, trace, id), conn);
  }

  /**
   * Sends bytes, in one write.
   *
   * @param data a text is sent with each character as one byte
   * @throws WriteError ECONNRESET, EPIPE, CLOSED, DEADLINE_EXCEEDED; EoflabError INVALID_ARGUMENT for a character
   *   above U+00FF
   */
  async send(data: Uint8Array | string): Promise<void> {
    await this.conn.write(typeof data === "string" ? latin1Bytes(data) : data);
  }

  /**
   * Reads what has arrived, once.
   *
   * @returns `null` at the server's FIN
   * @throws OpError ECONNRESET, CLOSED, DEADLINE_EXCEEDED
   */
  async receive(): Promise<Uint8Array | null> {
    const p = new Uint8Array(64 * 1024);
    const n = await this.conn.read(p);
    return n === null ? null : p.subarray(0, n);
  }

  /** Reads until the connection ends. Never throws for how it ends. */
  async receiveAll(): Promise<Ended> {
    const { bytes, error } = await readAll(this.conn);
    return { bytes, error, end: error === null ? "fin" : is(error, "ECONNRESET") ? "rst" : "error" };
  }

  close(): void {
    this.conn.close();
  }
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => {
    const code = c.charCodeAt(0);
    if (code <= 255) return code;
    throw new EoflabError("INVALID_ARGUMENT", `${JSON.stringify(c)} is no single byte`);
  });
}
