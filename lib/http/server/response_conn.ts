/**
 * What an answer needs of the connection that it goes out on.
 *
 * @module
 */

import type { Reader as BufioReader, Writer as BufioWriter, DirectWriter } from "../../bufio/mod.ts";
import type { Clock } from "../../clock.ts";
import type { Conn } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";

/** What a handler gets that takes a connection over (Go's Hijacker). */
export interface Hijacked {
  /** The connection. Closing it is the handler's business from now on. */
  readonly conn: Conn;
  /** Reads from it, beginning with what the server had read already. */
  readonly reader: BufioReader;
  /** Writes to it through conn.bufw: flush it. */
  readonly writer: BufioWriter;
}

/** What a response needs of its connection. */
export interface ResponseConn {
  /** The socket (step 6). */
  readonly rwc: Conn;
  /** Step 4. */
  readonly bufw: DirectWriter;
  readonly clock: Clock;
  readonly trace: Trace | null;
  /** The connection's number in the trace. */
  readonly id: number;
  /** Whether the connection was taken over; set by hijack. */
  readonly hijacked: boolean;
  /** Whether the server keeps connections (Go's doKeepAlives). */
  keepAlivesEnabled(): boolean;
  /** Gives the connection away. */
  hijack(): Promise<Hijacked>;
  /** The handler has returned, and what it set for its own reads is over. */
  stopWatching(): void;
  /** Writes a line to the server's error log. */
  log(line: string): void;
}
