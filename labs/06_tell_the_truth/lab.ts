/**
 * Lab 06, tell-the-truth: a log that knows.
 *
 * The failure is lab 01's, and the handler too. A middleware around it flushes when the handler is done, and so it
 * learns what the server would have told to nobody, in time to log it.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Handler } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { accessLog } from "./access_log.ts";
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
    help: "how long the handler works before it writes",
  },
  size: { kind: "bytes", default: 200, min: 0, max: 1_000_000, help: "the size of the answer's body" },
  middleware: {
    kind: "choice",
    default: "flush",
    of: ["flush", "plain", "none"],
    help: "what is around the handler: a log that flushes first, a log, or nothing",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler behind the middleware, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, size, middleware } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const report: Handler = async (w) => {
    await stage.sleep(handlerTime);
    try {
      await w.write(answer);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
    }
  };

  const handler =
    middleware === "none" ? report : accessLog(report, middleware === "flush", (line) => stage.log(line));
  const url = await stage.serve(0, { writeTimeout, handler });

  const client = stage.client();
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await stage.pass(handlerTime);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** The story, with a log that tells. */
export const tellTheTruth = defineLab({
  id: "tell-the-truth",
  number: 6,
  part: 1,
  title: "a log line that says 200, and what really happened",
  symptom: 'access log: 200, 200 bytes; client: Get "http://…": EOF',
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
    { args: "run tell-the-truth --set middleware=plain", shows: "a log without the flush: it does not know" },
    {
      args: "run tell-the-truth --set size=5000",
      shows: "a body that does not fit: the handler is told as well",
    },
    {
      args: "run tell-the-truth --set middleware=plain --set size=5000",
      shows: "no flush is needed where a write is told",
    },
    { args: "run tell-the-truth --set handlerTime=9s", shows: "in time: what the flush costs" },
    {
      args: "run tell-the-truth --set handlerTime=9s --set middleware=plain",
      shows: "in time and without the flush: a Content-Length",
    },
  ],
});
