/**
 * Lab 17, pipelining: three requests leave at once, before there is an answer to the first.
 *
 * The answers come in the order of the requests, so one that takes its time holds the others up; and what ends the
 * connection at one of them ends it for all that stand behind, of which nobody is told anything.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { lockstep } from "../../lib/lab/lockstep.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Handler, type RawClient } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { count, requestBytes, type Trouble, troubles } from "./requests.ts";
import { why } from "./why.ts";

const knobs = {
  slow: {
    kind: "integer",
    default: 1,
    min: 0,
    max: count,
    help: "which of the requests takes long; 0 for none",
  },
  work: { kind: "duration", default: 5_000, min: 1, max: 3_600_000, help: "how long it takes" },
  trouble: {
    kind: "choice",
    default: "panic",
    of: troubles,
    help: "what is wrong with one of them: its handler panics, a line of it is malformed, it or its handler wants the connection closed",
  },
  at: { kind: "integer", default: 2, min: 1, max: count, help: "which one that is" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** Three requests in one write, and a client that reads what comes. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { slow, work, trouble, at } = stage.knobs;

  const handler: Handler = async (w, r) => {
    const number = Number(r.url.path.slice(1));
    if (number === slow) await stage.sleep(work);
    if (number === at && trouble === "panic") throw new OutOfStock(number);
    if (number === at && trouble === "close-set") w.header.set("Connection", "close");
    await w.write(`order ${number}\n`);
  };
  const url = await stage.serve(0, { handler }, { around: (listener) => lockstep(listener, stage) });

  const raw = await stage.dial(url);
  await raw.send(requestBytes(trouble as Trouble, at));
  const reading = answers(stage, raw);
  if (slow > 0) {
    // The one that takes long may never be reached.
    const began = stage.saw("handler.sleep").then(() => true);
    if (await Promise.race([began, reading.then(() => false)])) await stage.pass(work);
  }
  const isKept = await reading;
  let answered = 0;
  if (isKept) await stage.saw("server.state", (e) => e.state === "idle" && ++answered === count);
  raw.close();
  await stage.saw("server.state", (e) => e.state === "closed");
}

/**
 * Reads an answer for each request, until the server ends the connection; then to its end.
 *
 * @returns whether the connection is kept
 */
async function answers(stage: Stage<Knobs>, raw: RawClient): Promise<boolean> {
  const br = new BufioReader(raw.conn);
  for (let i = 0; i < count; i++) {
    let hasEnd = false;
    const got = await readAnswer(br, ({ contentLength }) => {
      hasEnd = contentLength !== -1;
    });
    stage.result(1, got);
    if (!got.close) continue;
    // An answer with an end of its own leaves the connection's end to be read.
    if (hasEnd) await raw.receiveAll();
    return false;
  }
  return true;
}

/** What the handler did not expect. Its stack is left out, since it differs from machine to machine. */
class OutOfStock extends Error {
  constructor(number: number) {
    super(`order ${number}: out of stock`);
    this.stack = "";
  }
}

/** Several requests on their way before the first answer. */
export const pipelining = defineLab({
  id: "pipelining",
  number: 17,
  part: 3,
  title: "three requests at once, and what an error in the middle does to those behind",
  symptom:
    "client: EOF for requests that were sent whole; server: one panic in the log, and no trace of the others",
  ...facts,
  knobs,
  presets: { demo: { work: 500 } },
  runTime: ({ work }) => work,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run pipelining --set trouble=none", shows: "nothing is wrong, and all wait for the first" },
    { args: "run pipelining --set slow=3", shows: "the slow one is the last: who waits now?" },
    { args: "run pipelining --set trouble=malformed", shows: "a line without a colon in the second request" },
    { args: "run pipelining --set trouble=close-set", shows: "a handler that sets Connection: close" },
    { args: "run pipelining --set trouble=panic --set at=3", shows: "the trouble is the last one's alone" },
  ],
});
