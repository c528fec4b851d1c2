/**
 * Lab 09, slow-reader: a client that asks for much, and reads nothing.
 *
 * The kernels on both ends take what fits into their buffers. Then the write waits, for the reader or for its deadline:
 * here is the one place where a writeTimeout acts by itself.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, EoflabError, type Handler } from "../../lib/mod.ts";
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
  size: {
    kind: "bytes",
    default: 16_000_000,
    min: 0,
    max: 64_000_000,
    help: "the size of the answer's body",
  },
  reads: { kind: "duration", default: 30_000, min: 1, max: hour, help: "when the client begins to read" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** As many turns of the event loop, and the kernel has all that it takes. */
const turns = 20;

/** The server with a large answer, and a client that is in no hurry. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, size, reads } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const handler: Handler = async (w) => {
    w.header.set("Content-Type", "text/plain; charset=utf-8");
    w.header.set("Content-Length", String(size));
    try {
      await w.write(answer);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      stage.log(`download: ${err.message}`);
    }
  };
  const url = await stage.serve(0, { writeTimeout, handler });

  const raw = await stage.dial(url);
  const returned = stage.saw("handler.return").then(() => true);
  await raw.send(`GET / HTTP/1.1\r\nHost: ${url.slice("http://".length)}\r\n\r\n`);
  await stage.saw("handler.write");
  for (let i = 0; i < turns; i++) await stage.pass(0);

  const waits = !(await Promise.race([returned, Promise.resolve(false)]));
  const timesOut = waits && writeTimeout > 0 && writeTimeout < reads;
  if (timesOut) {
    await stage.pass(writeTimeout);
    // On a busy machine an answer that fits may only now have left.
    await Promise.race([stage.saw("rwc.close"), returned]);
  } else if (!waits) await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  await stage.wait(reads - (timesOut ? writeTimeout : 0));

  const br = new BufioReader(raw.unreported);
  let header: Parameters<typeof stage.body>[1] | null = null;
  const got = await readAnswer(br, (response) => {
    header = response;
  });
  await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  if (header !== null) stage.body(1, header, got);
  stage.result(1, got);
  raw.close();
  await stage.saw("server.state", (e) => e.state === "closed");
}

/** A write that waits for a reader. */
export const slowReader = defineLab({
  id: "slow-reader",
  number: 9,
  part: 2,
  title: "the client stops reading, and the handler's write waits for it",
  symptom:
    "handlers that hang in Write; write tcp …: i/o timeout in the middle of large answers; memory that grows with slow clients",
  ...facts,
  knobs,
  presets: { demo: { writeTimeout: 500, reads: 1_500 } },
  conflict: ({ writeTimeout, reads }) =>
    writeTimeout === reads
      ? "writeTimeout and reads are alike: who is first would be luck; take another one"
      : null,
  runTime: ({ reads }) => reads,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run slow-reader --set reads=3s", shows: "the client comes back before the deadline" },
    {
      args: "run slow-reader --set writeTimeout=0",
      shows: "no deadline: the handler waits for as long as the client likes",
    },
    {
      args: "run slow-reader --set size=50000",
      shows: "an answer that fits into the kernels' buffers: does the write wait?",
    },
    { args: "run slow-reader --set size=3000", shows: "one that fits into conn.bufw" },
  ],
});
