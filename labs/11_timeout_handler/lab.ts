/**
 * Lab 11, timeout-handler: an honest 503 in place of a silent EOF, if its time is the shorter one.
 *
 * timeoutHandler answers when a handler takes too long. Its answer goes through the same connection, with the same
 * write deadline: when that has passed first, the 503 itself is lost. And the handler works on, whatever was answered.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Handler, timeoutHandler } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  limit: {
    kind: "duration",
    default: 5_000,
    min: 1,
    max: hour,
    help: "how much time timeoutHandler gives the handler",
  },
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
  size: { kind: "bytes", default: 200, min: 0, max: 100_000, help: "the size of the answer's body" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler with a limit, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { limit, writeTimeout, handlerTime, size } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const report: Handler = async (w) => {
    await stage.sleep(handlerTime);
    try {
      const n = await w.write(answer);
      stage.log(`report: wrote ${n} bytes`);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      stage.log(`report: ${err.message}`);
    }
  };
  const handler = timeoutHandler(report, limit, "too slow\n", stage.clock);
  const url = await stage.serve(0, { writeTimeout, handler });

  const client = stage.client();
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await stage.pass(Math.min(limit, handlerTime));
  await asked;
  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  await stage.pass(Math.max(0, handlerTime - limit));
  await stage.saw("handler.log");

  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** Which limit comes first. */
export const timeoutHandlerLab = defineLab({
  id: "timeout-handler",
  number: 11,
  part: 2,
  title: "a 503 instead of a silent EOF, if its limit is the shorter one",
  symptom:
    "503 after a while, and the log says http: Handler timeout much later; or EOF, although there is a timeout handler",
  ...facts,
  knobs,
  presets: { demo: { limit: 250, writeTimeout: 500, handlerTime: 1_000 } },
  runTime: ({ handlerTime, limit }) => Math.max(handlerTime, limit),
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run timeout-handler --set limit=20s",
      shows: "the limit is longer than writeTimeout: what becomes of the 503?",
    },
    { args: "run timeout-handler --set handlerTime=3s", shows: "a handler that is in time" },
    {
      args: "run timeout-handler --set limit=90s",
      shows: "no limit that anybody meets: the silent EOF of lab 01",
    },
    {
      args: "run timeout-handler --set limit=90s --set writeTimeout=0",
      shows: "neither limit is met: a slow answer, and a whole one",
    },
  ],
});
