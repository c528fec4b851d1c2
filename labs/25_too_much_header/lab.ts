/**
 * Lab 25, too-much-header: a header that is longer than the server takes, or that never ends.
 *
 * maxHeaderBytes is not the limit: Go's server reads 4096 bytes more than that (its bufioSlop) before it gives a header
 * up. It answers 431, shuts its sending side, and waits half a second before it closes.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type RawClient } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { makeHeader, pieces, shortest } from "./header.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { slop } from "./seen.ts";
import { sweep } from "./sweep.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

/** How long the client waits for a word when it has said all that it has to say, in ms. */
const clientPatience = 60_000;

/** Longer than a server's lingering close takes, in ms. */
const lingering = 1_000;

const knobs = {
  maxHeaderBytes: {
    kind: "bytes",
    default: 1024,
    min: 1,
    max: 100_000,
    help: "the server's maxHeaderBytes (Go's own default is 1 MiB)",
  },
  readHeaderTimeout: {
    kind: "duration",
    default: 0,
    min: 0,
    max: hour,
    help: "the server's readHeaderTimeout; 0 for none",
  },
  size: {
    kind: "bytes",
    default: 6_000,
    min: shortest,
    max: 100_000,
    help: "the size of the request's header, with its line and the empty line",
  },
  ends: {
    kind: "switch",
    default: true,
    help: "whether it ends with the empty line; off: only one cookie, which goes on and on",
  },
  piece: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 100_000,
    help: "how much of it the client sends at once; 0 for all",
  },
  every: {
    kind: "duration",
    default: 1_000,
    min: 1,
    max: hour,
    help: "how long the client waits between two pieces",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** A server with little room for headers, and a client with a large cookie. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { maxHeaderBytes, readHeaderTimeout } = stage.knobs;
  const url = await stage.serve(0, {
    maxHeaderBytes,
    readHeaderTimeout,
    handler: async (w) => {
      await w.write("hello\n");
    },
  });
  const raw = await stage.dial(url);
  const answered = receive(stage, raw);
  await send(stage, raw);
  const status = await answered;
  raw.close();
  if (status === 431) await stage.pass(lingering);
  await stage.saw("server.state", (e) => e.state === "closed");
}

/** Reads the answer. Its status, `null` if there is none. */
async function receive(stage: Stage<Knobs>, raw: RawClient): Promise<number | null> {
  const answer = await readAnswer(new BufioReader(raw.conn));
  stage.result(1, answer);
  return answer.status;
}

/** Sends the header a piece at a time, until all of it is out or the server has had enough. */
async function send(stage: Stage<Knobs>, raw: RawClient): Promise<void> {
  const { maxHeaderBytes, readHeaderTimeout, size, ends, piece, every } = stage.knobs;
  let sent = 0;
  let left = readHeaderTimeout === 0 ? Number.POSITIVE_INFINITY : readHeaderTimeout;
  /** Lets time pass. Whether the server still waits for the header after it. */
  const pass = async (ms: number): Promise<boolean> => {
    await stage.pass(Math.min(ms, left));
    left -= ms;
    return left > 0;
  };
  for (const part of pieces(makeHeader(size, ends), piece)) {
    if (sent > 0 && !(await pass(every))) return;
    await raw.send(part);
    sent += part.length;
    if (sent > maxHeaderBytes + slop || (sent === size && ends)) return;
    await serverHas(stage, sent);
    if (sent === maxHeaderBytes + slop) return;
  }
  if (await pass(clientPatience)) raw.close();
}

/** Resolves when the server has read so many bytes. */
async function serverHas(stage: Stage<Knobs>, bytes: number): Promise<void> {
  let read = 0;
  await stage.saw("rwc.read", (e) => {
    read += e.bytes;
    return read >= bytes;
  });
}

/** A limit that is 4096 bytes further than it says. */
export const tooMuchHeader = defineLab({
  id: "too-much-header",
  number: 25,
  part: 4,
  title: "maxHeaderBytes and the 4096 bytes beyond it, 431, and a header that never ends",
  symptom: "431 Request Header Fields Too Large, for some users only, whose cookies have grown",
  ...facts,
  knobs,
  presets: { drip: { ends: false, piece: 500 } },
  conflict: ({ readHeaderTimeout, size, piece, every }) => {
    const count = piece === 0 ? 1 : Math.ceil(size / piece);
    if (count > 1_000) return `${count} pieces are too many: want 1000 at most`;
    return readHeaderTimeout > 0 && count > 1 && readHeaderTimeout % every === 0
      ? "readHeaderTimeout passes just when a piece is sent: which comes first is anybody's guess; take another one"
      : null;
  },
  runTime: ({ size, piece, every }) =>
    (piece === 0 ? 0 : Math.ceil(size / piece) * every) + clientPatience + lingering,
  scenario,
  notes,
  questions,
  claims,
  why,
  sweep,
  next: [
    { args: "run too-much-header --set size=5120", shows: "the largest header that is taken" },
    { args: "run too-much-header --set size=5121", shows: "one byte more" },
    {
      args: "run too-much-header --preset drip",
      shows: "a header that never ends, 500 bytes a second: who ends it, and when?",
    },
    {
      args: "run too-much-header --preset drip --set readHeaderTimeout=2500ms",
      shows: "the same, and a deadline that is shorter than that",
    },
    { args: "run too-much-header --set maxHeaderBytes=8KiB", shows: "more room" },
  ],
});
