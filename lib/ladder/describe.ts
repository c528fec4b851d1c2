/**
 * What each kind of event is in a ladder: its words, and the lane that it leads to.
 *
 * @module
 */

import type { EventName, EventOf, Lane, TraceEvent } from "../trace/events.ts";
import { seconds } from "../trace/seconds.ts";
import { gauge } from "./gauge.ts";
import { printable } from "./printable.ts";
import type { Symbols } from "./style.ts";

/** How an event is drawn. */
export interface Described {
  readonly text: string;
  /** The lane at which its arrow ends, if something moves. */
  readonly to?: Lane;
  /** How it is meant. */
  readonly tone: "plain" | "quiet" | "good" | "bad";
}

/** What is not drawn: the event before it has said enough. */
type Undrawn = "server.state";

/** Whether a ladder shows an event. */
export function isDrawn(event: TraceEvent): boolean {
  return event.name !== ("server.state" satisfies Undrawn);
}

type Describers = { [K in Exclude<EventName, Undrawn>]: (e: EventOf<K>, symbols: Symbols) => Described };

/** Words for every kind that is drawn. */
const describers: Describers = {
  "client.dial": (e) => quiet(`dial ${e.addr}`, "server"),
  "client.connected": (e) => quiet(`connected, as ${e.addr}`),
  "client.gotConn": (e) => quiet(e.reused ? "uses an idle connection" : "uses a new connection"),
  "client.write": (e) => say(`sends ${e.bytes} bytes: ${firstLine(e.data)}`, "rwc"),
  "client.read": (e) => good(`${e.bytes} bytes arrive: ${firstLine(e.data)}`),
  "client.response": (e) => quiet(`has the header of the answer: ${e.status}`),
  "client.body": (e) =>
    e.whole
      ? good(`has read the whole body: ${e.bytes} bytes`)
      : bad(`gives the body up after ${e.bytes} bytes${e.error === null ? "" : `: ${e.error}`}`),
  "client.fin": () => say("FIN arrives: nothing more will come"),
  "client.error": (e) => bad(`${e.op}: ${e.error}`),
  "client.putIdleConn": () => quiet("keeps the connection for another request"),
  "client.closeWrite": () => say("shuts its sending side: FIN", "rwc"),
  "client.close": (e) => quiet(`closes its end: ${e.why}`),
  "client.result": (e) =>
    e.error === null
      ? good(`result: ${e.status}, ${e.bytes} bytes`)
      : bad(e.status === null ? e.error : `result: ${e.status}, ${e.bytes} bytes, then ${e.error}`),

  "client.trailer": (e) =>
    e.value === null ? bad(`has no trailer ${e.field}`) : good(`has the trailer ${e.field}: ${e.value}`),
  "server.listen": (e) => quiet(`listens on ${e.addr}`),
  "server.accept": (e) => quiet(`accepts ${e.addr}`),
  "server.request": (e) => say(`request: ${e.method} ${e.target} ${e.proto}`),
  "server.shutdown": (e) => (e.how === "kill" ? bad(endings.kill) : say(endings[e.how])),
  "server.down": (e) =>
    e.error === null ? good("shutdown returns: nobody is left") : bad(`shutdown returns: ${e.error}`),
  "server.dropped": (e) => bad(`the last flush says ${reason(e.error)}; nobody looks`),
  "server.linger": (e) => quiet(`waits ${seconds(e.ms)} before it closes`),
  "server.log": (e) => bad(`log: ${e.line}`),

  "deadline.set": (e) => say(`${e.which} deadline armed: ${seconds(e.after)} from now`),
  "deadline.clear": (e) => quiet(`${e.which} deadline cleared`),
  "deadline.pass": (e) =>
    e.blocked
      ? bad(`${e.which} deadline passes: wakes the blocked ${e.which}`)
      : say(`${e.which} deadline passes: nobody waits for it, and nothing happens`),

  "handler.start": (e) => say(`handler starts: ${e.method} ${e.target}`),
  "handler.sleep": (e) => say(`works for ${seconds(e.ms)}`),
  "handler.wake": () => say("work is done"),
  "handler.compute": (e) => say(`computes for ${seconds(e.ms)}: nobody else gets a turn`),
  "handler.computed": () => say("has computed"),
  "handler.write": (e) => say(`w.write(${e.bytes})`, "response.w"),
  "handler.wrote": (e) =>
    e.error === null ? good(`w.write = ${e.n}, no error`) : bad(`w.write = ${e.n}, error: ${e.error}`),
  "handler.flush": () => say("flush()", "response.w"),
  "handler.flushed": (e) => (e.error === null ? good("flush = no error") : bad(`flush = error: ${e.error}`)),
  "handler.abort": () => bad("r.signal is aborted"),
  "handler.log": (e) => say(`logs: ${e.line}`),
  "handler.return": (e) => (e.error === null ? say("handler returns") : bad(`handler throws: ${e.error}`)),

  "response.w.fill": (e, s) => say(`response.w ${gauge(e, s)}`),
  "response.w.flush": (e) => say(`response.w passes on ${e.bytes}`, "chunkWriter"),
  "chunkWriter.header": (e) => say(`header: ${e.status}, ${framing(e)} (${e.bytes} bytes)`, "conn.bufw"),
  "chunkWriter.write": (e) => say(`body: ${e.bytes}${e.chunked ? " as a chunk" : ""}`, "conn.bufw"),
  "chunkWriter.close": () => say("last chunk", "conn.bufw"),
  "conn.bufw.fill": (e, s) => say(`conn.bufw ${gauge(e, s)}`),
  "conn.bufw.flush": (e) => say(`conn.bufw flushes ${e.bytes}`, "checkConnErrorWriter"),
  "checkConnErrorWriter.error": () => bad("keeps the error: no further request on this connection"),
  "wire.packet": (e, s) => {
    const to = e.from === "client" ? "rwc" : "client";
    const info = e.info.replaceAll("→", s.to);
    return /\[[^\]]*\bRST\b/.test(info) ? bad(info, to) : quiet(info, to);
  },
  "rwc.read": (e) => say(`${e.bytes} bytes read`),
  "rwc.fin": () => quiet("the client's FIN is read"),
  "rwc.write": (e) => say(`socket: write(${e.bytes})`),
  "rwc.wrote": (e) =>
    e.error === null
      ? good(`the kernel takes ${e.n}`, "client")
      : bad(`${e.error}${e.late === null ? "" : ` (passed ${seconds(e.late)} ago)`}`),
  "rwc.error": (e) => bad(e.error),
  "rwc.closeWrite": () => say("shuts its sending side: FIN", "client"),
  "rwc.close": () => say("server closes the socket", "client"),
};

/** How a server, or the program around it, ends. */
const endings = {
  shutdown: "shutdown: no new connection, and idle ones end",
  close: "close: every connection ends",
  term: "SIGTERM: the program is told to end",
  exit: "the program ends, and every connection with it",
  kill: "SIGKILL: the program is killed, and every connection ends",
} as const;

/**
 * How an event is drawn. A recording read from a file may come from another version of
 * eoflab, or from an editor: an event that this one does not know, or whose facts it cannot read, is its bare name.
 */
export function describe(event: TraceEvent, symbols: Symbols): Described {
  const bareName = say(printable(event.name));
  if (!Object.hasOwn(describers, event.name)) return bareName;
  const describer = describers[event.name as keyof Describers] as (
    e: TraceEvent,
    symbols: Symbols,
  ) => Described;
  try {
    const described = describer(withAllFacts(event), symbols);
    return { ...described, text: printable(described.text) };
  } catch {
    return bareName;
  }
}

/** The event; but to ask for a fact that it lacks is an error, and not the word `undefined`. */
function withAllFacts(event: TraceEvent): TraceEvent {
  return new Proxy(event, {
    get(target, fact) {
      if (!Object.hasOwn(target, fact)) throw new TypeError(`${event.name} has no ${String(fact)}`);
      return Reflect.get(target, fact);
    },
  });
}

/** What went wrong, without the operation and the addresses before it: `i/o timeout`. */
function reason(error: string): string {
  return error.replace(/^\w+ tcp \S+: /, "");
}

function framing(e: EventOf<"chunkWriter.header">): string {
  switch (e.framing) {
    case "content-length":
      return `Content-Length: ${e.contentLength}`;
    case "chunked":
      return "chunked";
    case "until-close":
      return "until close";
    case "none":
      return "no body";
  }
}

/** The first line of bytes in base64; what cannot be printed is a dot. */
function firstLine(data: string): string {
  const [line = ""] = atob(data).split(/\r?\n/, 1);
  return line.slice(0, 60).replace(/[^ -~]/g, ".");
}

const words =
  (tone: Described["tone"]) =>
  (text: string, to?: Lane): Described =>
    to === undefined ? { text, tone } : { text, to, tone };

const say = words("plain");
const quiet = words("quiet");
const good = words("good");
const bad = words("bad");
