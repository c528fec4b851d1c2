/**
 * Lab 18, who-closes: after which exchange is the connection still there?
 *
 * Either side may end it by a word, the version decides what holds where nobody says one, and an answer whose length
 * nobody knows can only end with its connection. Of status and errors the rule knows nothing.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { lockstep } from "../../lib/lab/lockstep.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Handler, type RawClient, Server, type ServerOptions } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { words } from "./seen.ts";
import { table } from "./table.ts";
import { why } from "./why.ts";

const knobs = {
  version: { kind: "choice", default: "1.0", of: ["1.0", "1.1"], help: "the HTTP version of the request" },
  asks: { kind: "choice", default: "keep-alive", of: words, help: "what the request says in Connection" },
  handler: { kind: "choice", default: "nothing", of: words, help: "what the handler sets as Connection" },
  method: { kind: "choice", default: "GET", of: ["GET", "HEAD"], help: "the method" },
  status: {
    kind: "choice",
    default: "200",
    of: ["200", "204", "304", "404", "500"],
    help: "the status that the handler sends",
  },
  size: {
    kind: "bytes",
    default: 5_000,
    min: 0,
    max: 50_000,
    help: "what it writes, if the status allows a body; up to 2048 the server counts it and sends a Content-Length",
  },
  keepAlives: {
    kind: "switch",
    default: true,
    help: "whether the server keeps connections at all (setKeepAlivesEnabled)",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** One exchange, and a second one on the same connection if it is still there. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { handler: sets, status, size, keepAlives } = stage.knobs;
  const body = makeBody("text", size, 1);

  const handler: Handler = async (w) => {
    if (sets !== "nothing") w.header.set("Connection", sets);
    w.header.set("Content-Type", "text/plain; charset=utf-8");
    w.writeHeader(Number(status));
    if (status !== "204" && status !== "304") await w.write(body);
  };
  const Served = keepAlives ? Server : ServerThatKeepsNone;
  const url = await stage.serve(0, { handler }, { around: (listener) => lockstep(listener, stage), Served });

  const raw = await stage.dial(url);
  const br = new BufioReader(raw.conn);
  const asked = exchange(stage, raw, br);
  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  const hasEnd = await asked;
  if (ended.state === "idle") {
    await exchange(stage, raw, br);
    let idle = 0;
    await stage.saw("server.state", (e) => e.state === "idle" && ++idle === 2);
  } else if (hasEnd) await raw.receiveAll();
  raw.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/**
 * Asks, and reads the answer.
 *
 * @returns whether the answer has an end of its own
 */
async function exchange(stage: Stage<Knobs>, raw: RawClient, br: BufioReader): Promise<boolean> {
  const { version, asks, method } = stage.knobs;
  const connection = asks === "nothing" ? "" : `Connection: ${asks}\r\n`;
  await raw.send(`${method} / HTTP/${version}\r\nHost: keeper\r\n${connection}\r\n`);
  let hasEnd = true;
  const answer = await readAnswer(
    br,
    (response) => {
      const { status, contentLength, transferEncoding } = response;
      const hasBody = method === "GET" && status !== 204 && status !== 304;
      hasEnd = !hasBody || contentLength !== -1 || transferEncoding.length > 0;
      const length = contentLength === -1 ? null : contentLength;
      stage.trace.emit("client.response", 1, { status, contentLength: length });
    },
    method,
  );
  stage.result(1, answer);
  return hasEnd;
}

/** A server after setKeepAlivesEnabled(false), as before a shutdown, or where memory is short. */
class ServerThatKeepsNone extends Server {
  constructor(options: ServerOptions) {
    super(options);
    this.setKeepAlivesEnabled(false);
  }
}

/** After which exchange is the connection still there? */
export const whoCloses = defineLab({
  id: "who-closes",
  number: 18,
  part: 3,
  title: "after which exchange the connection is still there",
  symptom:
    "a new connection for each request though keep-alive is asked for; TIME_WAIT by the thousand; or a connection that is closed under a client that wanted to go on",
  ...facts,
  knobs,
  presets: {},
  runTime: () => 0,
  scenario,
  notes,
  questions,
  claims,
  why,
  table,
  next: [
    { args: "run who-closes --set size=200", shows: "an answer that the server can count" },
    { args: "run who-closes --set version=1.1", shows: "the same in HTTP/1.1, which has chunks" },
    { args: "run who-closes --set version=1.1 --set asks=close", shows: "the client wants it closed" },
    { args: "run who-closes --set version=1.1 --set handler=close", shows: "the handler wants it closed" },
    { args: "run who-closes --set version=1.1 --set status=500", shows: "an error status" },
  ],
});
