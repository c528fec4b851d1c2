/**
 * Lab 02, the-threshold: which size makes a write fail?
 *
 * The deadline has passed. A write that fits into the buffers reports nothing, and one that does not is told. Where
 * the line runs depends on the buffers, on the header, and on how the body is cut into writes.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError } from "../../lib/mod.ts";
import { makeBody, pieces } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { sweep } from "./sweep.ts";
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
  size: { kind: "bytes", default: 4000, min: 0, max: 100_000, help: "the size of the answer's body" },
  writeSize: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 100_000,
    help: "how much each w.write writes; 0 for all in one",
  },
  pad: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 8000,
    help: "how long the value of an X-Pad header is; 0 for no such header",
  },
  retry: { kind: "switch", default: true, help: "whether the handler tries a write that failed once more" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, size, writeSize, pad, retry } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const url = await stage.serve(0, {
    writeTimeout,
    handler: async (w) => {
      await stage.sleep(handlerTime);
      if (pad > 0) w.header.set("X-Pad", "p".repeat(pad));
      for (const piece of pieces(answer, writeSize)) {
        const went = (await succeeds(w.write(piece))) || (retry && (await succeeds(w.write(piece))));
        if (!went) return;
      }
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

/** Whether a write reports no error. */
async function succeeds(write: Promise<number>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return false;
  }
}

/** The first size at which a write is told. */
export const theThreshold = defineLab({
  id: "the-threshold",
  number: 2,
  part: 1,
  title: "which size makes w.write fail, and how many bytes it says it took",
  symptom: "a handler's write fails with i/o timeout for large answers, and never for small ones",
  ...facts,
  knobs,
  presets: { demo: { writeTimeout: 500, handlerTime: 1_000 } },
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  sweep,
  next: [
    { args: "run the-threshold --set size=3964", shows: "the last size of which the handler hears nothing" },
    { args: "run the-threshold --set size=3965", shows: "one byte more: all bytes taken, and an error" },
    { args: "run the-threshold --set pad=1000", shows: "a longer header moves the threshold" },
    {
      args: "run the-threshold --set writeSize=1000",
      shows: "the same 4000 bytes in four writes: nobody is told",
    },
    {
      args: "run the-threshold --set handlerTime=9s",
      shows: "in time: now it is the client that sees a threshold",
    },
  ],
});
