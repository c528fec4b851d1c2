/**
 * Lab 07, slow-headers: clients that send their header a byte at a time, and never to its end (slowloris).
 *
 * A connection is all that such a client wants of a server. With a readHeaderTimeout it has it for that long; without
 * one, for as long as it likes. Whether an honest client suffers depends on what the server has a limit of.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { limitListener } from "../../lib/lab/limit_listener.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import type { Handler, Listener } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { end, luck, schedule } from "./schedule.ts";
import { SlowClient } from "./slow_client.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  readHeaderTimeout: {
    kind: "duration",
    default: 5_000,
    min: 0,
    max: hour,
    help: "the server's readHeaderTimeout; 0 for none",
  },
  clients: {
    kind: "integer",
    default: 1,
    min: 1,
    max: 1_000,
    help: "how many slow clients there are; they come one per ms",
  },
  first: {
    kind: "bytes",
    default: 1,
    min: 1,
    max: 4_000,
    help: "how many bytes of its header each sends at once",
  },
  every: {
    kind: "duration",
    default: 2_000,
    min: 1,
    max: hour,
    help: "how often each of them sends one byte more",
  },
  patience: { kind: "duration", default: 20_000, min: 1, max: hour, help: "when they give up by themselves" },
  honest: { kind: "duration", default: 3_000, min: 0, max: hour, help: "when an honest client asks" },
  limit: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 10_000,
    help: "how many connections the server has at a time; 0 for any number",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its slow clients, and an honest one beside them. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { readHeaderTimeout, clients, first, limit } = stage.knobs;
  const honest = clients + 1;
  const handler: Handler = async (w) => {
    await w.write("hello\n");
  };
  // A place is free when the client, too, knows that its connection has ended: so each recording has the two in one order.
  const limited = (listener: Listener): Listener =>
    limit === 0
      ? listener
      : limitListener(listener, limit, (conn) => stage.saw("client.result", (e) => e.conn === conn));
  const url = await stage.serve(0, { readHeaderTimeout, handler }, { around: limited });

  const slow = Array.from({ length: clients }, (_, i) => new SlowClient(stage, i + 1));
  const full = limit === clients && stage.knobs.honest < end(stage.knobs, 1);
  const client = stage.client({ queues: full });
  let asked: Promise<void> | null = null;

  const start = stage.clock.now();
  for (const { at, client: number, what } of schedule(stage.knobs)) {
    const early = start + at - stage.clock.now();
    if (early > 0) await stage.wait(early);
    const one = slow[number - 1];
    if (one === undefined) {
      asked = client.get(url);
      await (full ? stage.saw("client.write", (e) => e.conn === honest) : asked);
      continue;
    }
    if (what === "dial") await one.dial(url, first);
    else if (what === "byte") await one.send(1);
    else if (what === "timeout") await one.isEnded();
    else await one.giveUp();
    // If the honest client waited for a place, it has one now.
    if (what === "timeout" || what === "give up") await asked;
  }
  await stage.saw("server.state", (e) => e.conn === honest && e.state === "idle");
  client.close();
  await stage.saw("server.state", (e) => e.conn === honest && e.state === "closed");
}

/** Clients that want nothing but a connection. */
export const slowHeaders = defineLab({
  id: "slow-headers",
  number: 7,
  part: 2,
  title: "a header that comes a byte at a time, and never to its end",
  symptom:
    "thousands of open connections, hardly any traffic and no request in the log; others can't connect",
  ...facts,
  knobs,
  presets: {
    demo: { readHeaderTimeout: 500, every: 200, patience: 2_000, honest: 300 },
    crowd: { clients: 1_000 },
  },
  conflict: ({ limit, ...timing }) => {
    if (limit > 0 && limit < timing.clients)
      return `a limit of ${limit} has no room for ${timing.clients} slow clients: want 0 for none, or ${timing.clients} at least`;
    return luck(timing);
  },
  runTime: ({ patience, honest }) => Math.max(patience, honest),
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run slow-headers --set readHeaderTimeout=0",
      shows: "no deadline: the connection is the client's for as long as it likes",
    },
    {
      args: "run slow-headers --set first=14",
      shows: "a whole request line, and nothing else: is the slow client told the same?",
    },
    {
      args: "run slow-headers --set limit=1",
      shows: "a server with room for one: how long does the honest client wait?",
    },
    {
      args: "run slow-headers --preset crowd",
      shows: "1000 slow clients, and an honest one beside them",
    },
    {
      args: "run slow-headers --preset crowd --set readHeaderTimeout=0 --set limit=1000",
      shows: "the same without a deadline, on a server with room for them alone",
    },
  ],
});
