/**
 * Lab 03, flush-tells: the handler of lab 01 flushes in the end.
 *
 * A flush goes down to the socket before it returns, so it can say what a write could not. Go's ResponseController
 * returns that error; the older Flusher has no result. And a flush costs something: the header leaves before the
 * body is known to be complete.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, ResponseController, type ResponseWriter } from "../../lib/mod.ts";
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
    help: "how long the handler works before it writes",
  },
  size: { kind: "bytes", default: 200, min: 0, max: 1_000_000, help: "the size of the answer's body" },
  flush: {
    kind: "choice",
    default: "controller",
    of: ["controller", "flusher", "none"],
    help: "how the handler flushes: by ResponseController, by the older Flusher, or not",
  },
  declare: { kind: "switch", default: false, help: "whether the handler sets Content-Length itself" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, size, flush, declare } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const url = await stage.serve(0, {
    writeTimeout,
    handler: async (w) => {
      await stage.sleep(handlerTime);
      if (declare) w.header.set("Content-Length", String(answer.length));
      await attempt(() => w.write(answer));
      if (flush === "controller") await attempt(() => new ResponseController(w).flush());
      if (flush === "flusher") await flusherFlush(w);
    },
  });

  const client = stage.client();
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await stage.pass(handlerTime);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** Go's http.Flusher as it has been since Go 1.0: it flushes, and whatever that came to, it has no result. */
async function flusherFlush(w: ResponseWriter): Promise<void> {
  try {
    await new ResponseController(w).flush();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** The handler goes on after an error, to see what its next call says. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** The handler that asks learns the truth. */
export const flushTells = defineLab({
  id: "flush-tells",
  number: 3,
  part: 1,
  title: "a flush returns the error that no write could, and what it costs",
  symptom: "a handler that flushes is told i/o timeout; its answers have no Content-Length any more",
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
      args: "run flush-tells --set flush=flusher",
      shows: "the same flush by the older Flusher: who is told?",
    },
    {
      args: "run flush-tells --set flush=none",
      shows: "no flush: nobody is told, and Content-Length is back",
    },
    { args: "run flush-tells --set handlerTime=9s", shows: "what a flush costs where nothing goes wrong" },
    { args: "run flush-tells --set declare=on", shows: "a handler that says the length itself" },
    {
      args: "run flush-tells --set size=5000",
      shows: "a body that does not fit: the write is told, and the flush again",
    },
  ],
});
