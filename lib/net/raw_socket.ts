/**
 * The little that a runtime must be able to do with a socket, so that StreamConn can make a Conn of it.
 *
 * @module
 */

import type { EoflabError } from "../errors.ts";
import type { Addr } from "./conn.ts";

/** A socket of a runtime, or one in memory. Nothing is called on it after `close` or `reset`. */
export interface RawSocket {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;

  /** Names who hears of what happens. Called once, before anything else. */
  attach(events: RawEvents): void;

  /**
   * Asks for bytes, once: answered by one `received` or `receiveFailed`, now or later. Not called again before
   * the answer, nor after FIN or a failure. It cannot be called off.
   *
   * @param max how many bytes are wanted; a runtime that cannot limit itself may answer with more
   */
  receive(max: number): void;

  /**
   * The receive that is unanswered may bring more than was asked for: another read waits for it now. A runtime that
   * cannot change what it was asked brings what it brings.
   *
   * @param max how many bytes are wanted
   */
  widen(max: number): void;

  /**
   * Hands over as many bytes as the kernel takes at once, and keeps none: `p` is the caller's again when it returns. Not called
   * while a `send` is unanswered.
   *
   * @returns how many were taken; 0 if there is no room for any, if the runtime cannot ask, and after `sendFailed`
   */
  sendNow(p: Uint8Array): number;

  /**
   * Hands bytes over. They stay untouched until they are taken. Not called again before that.
   *
   * @returns whether the kernel has taken all of them; if not, `sent` or `sendFailed` follows
   */
  send(p: Uint8Array): boolean;

  /**
   * Sends FIN. Not called while a `send` is unanswered.
   *
   * @throws EoflabError ENOTCONN, SYSTEM
   */
  closeWrite(): Promise<void>;

  /**
   * Closes. Whatever is unanswered stays so, or is answered in vain.
   *
   * @param unread whether bytes were taken out of the kernel that nobody has read: then the kernel does not know
   *   that RST is due, and the runtime must send it if it can
   */
  close(unread: boolean): void;

  /** Closes with RST, as nearly as the runtime can. */
  reset(): void;

  setNoDelay(on: boolean): void;
  /** @param idle ms before the first probe; the default unless given */
  setKeepAlive(on: boolean, idle?: number): void;
  setRef(on: boolean): void;
}

/** Who hears of what happens on a RawSocket. */
export interface RawEvents {
  /** What a `receive` asked for: some bytes, which stay the runtime's, or `null` for FIN. */
  received(chunk: Uint8Array | null): void;
  /** The `receive` failed. `err` is of the system call `read`. */
  receiveFailed(err: EoflabError): void;
  /** The bytes of the last `send` are taken. */
  sent(): void;
  /**
   * The `send` or `sendNow` failed. `err` is of the system call `write`. May come before `send` returns, which then is
   * `false`; and does before `sendNow` returns.
   */
  sendFailed(err: EoflabError): void;
}
