/**
 * Lab 04, truncated: half an answer.
 *
 * The first half is flushed while there is time, the second is written when the WriteTimeout has passed. The client
 * has a 200 and half a body; only the framing tells it that this is not all.
 *
 * @module
 */

import { arrived } from "../../lib/lab/arrived.ts";
import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  writeTimeout: {
    kind: "duration",
    default: 10_000,
    min: 0,
    max: hour,
    help: "the server's writeTimeout; 0 for none",
  },
  handlerTime: {
    kind: "duration",
    default: 60_000,
    min: 0,
    max: hour,
    help: "how long the handler works between the two halves",
  },
  first: {
    kind: "bytes",
    default: 1000,
    min: 0,
    max: 1_000_000,
    help: "how much is written before the wait",
  },
  second: {
    kind: "bytes",
    default: 1000,
    min: 0,
    max: 1_000_000,
    help: "how much is written after it",
  },
  framing: {
    kind: "choice",
    default: "chunked",
    of: ["chunked", "content-length"],
    help: "whether the handler says how long the body will be",
  },
  flush: { kind: "switch", default: true, help: "whether the handler flushes the first half" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, first, second, framing, flush } = stage.knobs;
  const body = makeBody("text", first + second, 1);

  const url = await stage.serve(0, {
    writeTimeout,
    handler: async (w) => {
      if (framing === "content-length") w.header.set("Content-Length", String(body.length));
      await attempt(() => w.write(body.subarray(0, first)));
      if (flush) await attempt(() => new ResponseController(w).flush());
      await stage.sleep(handlerTime);
      await attempt(() => w.write(body.subarray(first)));
    },
  });

  const client = stage.client();
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await arrived(stage);
  await stage.pass(handlerTime);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** The handler goes on after an error, to see what its next call says. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** A 200, half a body, and unexpected EOF. */
export const truncated = defineLab({
  id: "truncated",
  number: 4,
  part: 1,
  title: "a 200, half the answer, and unexpected EOF",
  symptom:
    "client: status 200, then unexpected EOF while the body is read; server: no error, nothing in the log",
  ...facts,
  knobs,
  presets: { demo: { writeTimeout: 500, handlerTime: 1_000 } },
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run truncated --set framing=content-length",
      shows: "the length is promised: now the client counts",
    },
    { args: "run truncated --set flush=off", shows: "nothing is flushed: not even a status arrives" },
    { args: "run truncated --set second=5000", shows: "a second half that does not fit: its write is told" },
    {
      args: "run truncated --set flush=off --set first=5000",
      shows: "no flush, but the buffers ran over in time: how much of the first write arrives?",
    },
    { args: "run truncated --set handlerTime=9s", shows: "the same server, a second before its deadline" },
  ],
});
