/**
 * What is the body of an answer with 101: the connection, for the protocol that the two have agreed on
 * (RFC 9110 §7.8; Go's readWriteCloserBody).
 *
 * @module
 */

import type { Reader as BufioReader } from "../../bufio/mod.ts";
import type { Writer } from "../../io.ts";
import type { Conn } from "../../net/conn.ts";
import type { Body } from "../body.ts";

/** Reads and writes a connection that is no longer HTTP's. Whoever has it closes it. */
export class SwitchedBody implements Body, Writer {
  readonly #br: BufioReader;
  readonly #conn: Conn;

  /**
   * @param br may hold bytes of the new protocol already
   * @param conn what is written to
   */
  constructor(br: BufioReader, conn: Conn) {
    this.#br = br;
    this.#conn = conn;
  }

  /** @throws OpError ECONNRESET, CLOSED */
  read(p: Uint8Array): Promise<number | null> {
    return this.#br.read(p);
  }

  /** @throws WriteError ECONNRESET, EPIPE, CLOSED */
  write(p: Uint8Array): Promise<number> {
    return this.#conn.write(p);
  }

  close(): Promise<void> {
    this.#conn.close();
    return Promise.resolve();
  }
}
