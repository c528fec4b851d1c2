/**
 * The catalogue of events: everything that a layer can report, each kind with its facts.
 *
 * An event's name is its lane and its kind, `handler.write`. The lanes are the six steps of a byte's way
 * (ARCHITECTURE.md), from the handler down to the socket, and beside them the client, the deadlines and the
 * server. An event is reported before the thing that it names is done, and where the outcome matters a second
 * one follows with the outcome: `handler.write`, then `handler.wrote`.
 *
 * This file imports nothing, and every layer may import it.
 *
 * @module
 */

/** How full a bufio.Writer is after something happened to it, in bytes. */
export interface Fill {
  /** How many bytes wait in the buffer. */
  buffered: number;
  /** How many more fit. */
  available: number;
}

/** Every kind of event and what it tells. Times are instants of the run's clock in ms, sizes are bytes, errors are texts. */
export interface Events {
  /** The client opens a connection to `addr`. */
  "client.dial": { addr: string };
  /** The connection is there; `addr` is the client's own end. */
  "client.connected": { addr: string };
  /** A request gets its connection: a new one, or one that has been idle (Go's httptrace GotConn). */
  "client.gotConn": { reused: boolean };
  /** The client sends bytes: `data`, in base64. */
  "client.write": { bytes: number; data: string };
  /** Bytes reached the client: `data`, in base64. */
  "client.read": { bytes: number; data: string };
  /** The header of an answer has been read; `contentLength` is `null` if it is not known. */
  "client.response": { status: number; contentLength: number | null };
  /** The answer's body is read to its end, or given up: closed before, or `error`. `bytes` of it were read. */
  "client.body": { bytes: number; whole: boolean; error: string | null };
  /** The client has read all that was sent, and then the server's FIN. */
  "client.fin": Record<never, never>;
  /** A read or a write of the client failed: with RST, or because the client closed. */
  "client.error": { op: "dial" | "read" | "write"; error: string };
  /** The connection is idle: back in the pool, for another request (Go's httptrace PutIdleConn). */
  "client.putIdleConn": Record<never, never>;
  /** The client shuts its sending side, and goes on reading. */
  "client.closeWrite": Record<never, never>;
  /** The client closes its end, and why. */
  "client.close": { why: string };
  /** What the caller of the client gets in the end: a status and a body, an error, or both. `sha256` is the body's, in hex. */
  "client.result": { status: number | null; bytes: number; sha256: string | null; error: string | null };

  /** A trailer that was announced, when the body has ended; `null` if it did not come. */
  "client.trailer": { field: string; value: string | null };

  /** The server listens. */
  "server.listen": { addr: string };
  /** A connection is accepted; `addr` is the client's end. */
  "server.accept": { addr: string };
  /** The connection enters a state (Go's http.ConnState). */
  "server.state": { state: "new" | "active" | "idle" | "hijacked" | "closed" };
  /** A request's header has been read. */
  "server.request": { method: string; target: string; proto: string };
  /**
   * The program ends the server: in order, or at once (Go's Shutdown and Close). Or the program itself ends: it is told
   * to (SIGTERM), does so, or is killed.
   */
  "server.shutdown": { how: "shutdown" | "close" | "term" | "exit" | "kill" };
  /** What shutdown came to: nobody is left, or its time was over first. */
  "server.down": { error: string | null };
  /** The flush that ends the answer failed, and what it reported is dropped, as Go's finishRequest does. */
  "server.dropped": { error: string };
  /** The FIN is out; the server waits `ms` before it closes, so that the client can read the answer (Go's closeWriteAndWait). */
  "server.linger": { ms: number };
  /** A line of the server's error log. */
  "server.log": { line: string };

  /** A deadline is armed, `after` ms from now. */
  "deadline.set": { which: "read" | "write"; after: number };
  /** A deadline is taken away. */
  "deadline.clear": { which: "read" | "write" };
  /** The instant of a deadline is there. `blocked`: somebody waited in that operation, and is woken with an error. */
  "deadline.pass": { which: "read" | "write"; blocked: boolean };

  /** Step 1: the handler is called. */
  "handler.start": { method: string; target: string };
  /** The handler waits `ms`. */
  "handler.sleep": { ms: number };
  /** The handler's wait is over. */
  "handler.wake": Record<never, never>;
  /** The handler computes for `ms`, and the program does nothing else meanwhile. */
  "handler.compute": { ms: number };
  /** The computation is over. */
  "handler.computed": Record<never, never>;
  /** The handler calls `w.write` with that many bytes. */
  "handler.write": { bytes: number };
  /** What that call came to: how many bytes were taken, and which error the handler was told. */
  "handler.wrote": { n: number; error: string | null };
  /** The handler calls flush. */
  "handler.flush": Record<never, never>;
  /** What that call came to. */
  "handler.flushed": { error: string | null };
  /** The request's signal is aborted while the handler runs: the client is gone, or a write to it failed (Go's Context). */
  "handler.abort": Record<never, never>;
  /** The handler, or a middleware around it, writes a line into the server's log. */
  "handler.log": { line: string };
  /** The handler returned, or threw. */
  "handler.return": { error: string | null };

  /** Step 2: bytes were copied into response.w. */
  "response.w.fill": Fill & { bytes: number };
  /** response.w passes what it holds, or a large write, to the chunkWriter. */
  "response.w.flush": { bytes: number };

  /** Step 3: the header is decided, with how the body is framed, and goes to conn.bufw. */
  "chunkWriter.header": {
    status: number;
    bytes: number;
    framing: "content-length" | "chunked" | "until-close" | "none";
    contentLength: number | null;
  };
  /** A piece of the body goes to conn.bufw, as a chunk or as it is. */
  "chunkWriter.write": { bytes: number; chunked: boolean };
  /** The last chunk goes to conn.bufw. */
  "chunkWriter.close": Record<never, never>;

  /** Step 4: bytes were copied into conn.bufw. */
  "conn.bufw.fill": Fill & { bytes: number };
  /** conn.bufw passes what it holds, or a large write, to the checkConnErrorWriter. */
  "conn.bufw.flush": { bytes: number };

  /** Step 5: the first write error of the connection is remembered, and the request's context cancelled. */
  "checkConnErrorWriter.error": { error: string };

  /**
   * A packet on the wire, as a capture has it: its number there, its own time in ms since the first one, the words of
   * Wireshark. Its place is by the wall clock; on the virtual clock `t` is that of the event before it.
   */
  "wire.packet": {
    number: number;
    time: number;
    from: "client" | "server";
    protocol: string;
    length: number;
    info: string;
  };

  /** Step 6: bytes arrived from the client. */
  "rwc.read": { bytes: number };
  /** The client's FIN was read. */
  "rwc.fin": Record<never, never>;
  /** Bytes are handed to the socket. */
  "rwc.write": { bytes: number };
  /** What that came to: how many the kernel took, and which error. `late` is how long ago the deadline passed. */
  "rwc.wrote": { n: number; error: string | null; late: number | null };
  /** A read failed. */
  "rwc.error": { error: string };
  /** The sending side is shut: FIN goes out. */
  "rwc.closeWrite": Record<never, never>;
  /** The socket is closed. */
  "rwc.close": Record<never, never>;
}

/** The name of a kind of event: its lane, a dot, its kind. */
export type EventName = keyof Events;

/** The lanes, in the order in which a ladder draws them: the client, the wire, then a byte's way from the socket up to the handler. */
export const lanes = [
  "client",
  "wire",
  "rwc",
  "checkConnErrorWriter",
  "conn.bufw",
  "chunkWriter",
  "response.w",
  "handler",
  "deadline",
  "server",
] as const;

/** One of the lanes. */
export type Lane = (typeof lanes)[number];

/** What every event has beside its facts. */
export interface Stamp {
  /** Its place in the recording, from 1. */
  readonly seq: number;
  /** When it was reported, in ms since the run began. */
  readonly t: number;
  /** Where it happened. */
  readonly lane: Lane;
  /** Which connection, from 1; 0 where there is none yet. */
  readonly conn: number;
}

/** An event of a recording. `name` tells which facts it has. */
export type TraceEvent = { [K in EventName]: Stamp & { readonly name: K } & Readonly<Events[K]> }[EventName];

/** An event of one kind. */
export type EventOf<K extends EventName> = Extract<TraceEvent, { name: K }>;

/** Where a layer reports to. Absent, nothing is reported and nothing is spent on it. */
export interface Trace {
  emit<K extends EventName>(name: K, conn: number, facts: Events[K]): void;
}

/** The lanes of the names that were asked for: a text for each event would cost more than the rest of it. */
const known = new Map<EventName, Lane>();

/** The lane of an event, from its name. */
export function laneOf(name: EventName): Lane {
  let lane = known.get(name);
  if (lane === undefined) {
    lane = name.slice(0, name.lastIndexOf(".")) as Lane;
    known.set(name, lane);
  }
  return lane;
}
