/**
 * Lab 01, silent-eof: the story.
 *
 * A server's WriteTimeout passes while the handler works. The handler's write is told that all went well, because
 * a buffer took the bytes; the flush that fails comes after the handler has returned; the client gets EOF.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, ResponseController } from "../../lib/mod.ts";
import { makeBody, pieces } from "./body.ts";
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
  writeSize: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 1_000_000,
    help: "how much each w.write writes; 0 for all in one",
  },
  flush: { kind: "switch", default: false, help: "whether the handler flushes after its last write" },
  body: {
    kind: "choice",
    default: "text",
    of: ["text", "random"],
    help: "what the body is made of (by it the Content-Type is found)",
  },
  port: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 65_535,
    help: "the server's port; 0 for any that is free",
  },
  seed: { kind: "integer", default: 1, min: 0, max: 4_294_967_295, help: "what a random body is made from" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** More writes than these make a recording that nobody can look at. */
const maxWrites = 100_000;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, size, writeSize, flush, body, port, seed } = stage.knobs;
  const answer = makeBody(body, size, seed);

  const url = await stage.serve(port, {
    writeTimeout,
    handler: async (w) => {
      await stage.sleep(handlerTime);
      for (const piece of pieces(answer, writeSize)) await attempt(() => w.write(piece));
      if (flush) await attempt(() => new ResponseController(w).flush());
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

/** The handler goes on after an error, to see whether the error stays. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** The story end to end. */
export const silentEof = defineLab({
  id: "silent-eof",
  number: 1,
  part: 1,
  title: "the client gets EOF, and the server's log is clean",
  symptom: 'client: Get "http://…": EOF; server: every write returned without an error, nothing in the log',
  ...facts,
  knobs,
  presets: {
    story: { writeTimeout: 10_000, handlerTime: 60_000, size: 200 },
    demo: { writeTimeout: 500, handlerTime: 1_000, size: 200, body: "random", port: 8800 },
  },
  conflict: ({ size, writeSize }) =>
    writeSize > 0 && size / writeSize > maxWrites
      ? `size=${size} in writes of ${writeSize} is more than ${maxWrites} writes: want a larger writeSize`
      : null,
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run silent-eof --set size=5000", shows: "a body that does not fit: now a write is told" },
    { args: "run silent-eof --set flush=on", shows: "a handler that flushes learns the truth" },
    { args: "run silent-eof --set handlerTime=9s", shows: "the same server, a second before its deadline" },
    { args: "run silent-eof --preset demo --real-time", shows: "the story's demo, in its real second" },
  ],
});
