/**
 * The exercise of lab 22, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { logged } from "../../lib/lab/outcome.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly open: (path: string) => { readonly size: number; readonly pieces: AsyncIterable<Uint8Array> };
}

/** What the disk gives at once, and how long it takes for it, in ms. */
const pieceSize = 8 * 1024;
const pieceTime = 5_000;

/** How many pieces the file has. */
const count = 3;
const whole = count * pieceSize;

/** Within this time what the disk has given is on its way, in ms. */
const soon = 1_000;

const minutes = 60_000;

/** A file, and what the index says of it. */
interface OnDisk {
  readonly index?: number;
  /** How many pieces the disk gives before it fails; all of them, unless set. */
  readonly good?: number;
}

function envWith(stage: Stage<object>, { index = whole, good = count }: OnDisk): Env<Own> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i++) {
      await stage.sleep(pieceTime);
      if (i === good) throw new EoflabError("SYSTEM", "read /dev/sda1: input/output error");
      yield new Uint8Array(pieceSize).fill(97 + i);
    }
  }
  return { ...envOf(stage), open: () => ({ size: index, pieces: pieces() }) };
}

/** One client asks for such a file. */
function asks(onDisk: OnDisk): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, onDisk)));
    const client = stage.client();
    await stage.passUntil(client.get(`${url}/plan`), 10 * minutes);
    await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

const asksForGrown = asks({ index: 10_000 });
const asksForShrunk = asks({ index: 30_000 });
const diskFails = asks({ good: 2 });

const hasAll = ({ status, bytes, error }: Result): boolean =>
  status === 200 && bytes === whole && error === null;

/** What the client got. */
type Result = { readonly status: number | null; readonly bytes: number; readonly error: string | null };

const nothing: Result = { status: null, bytes: 0, error: "no end of it within 10 minutes" };

function inWords({ status, bytes, error }: Result): string {
  if (status === null) return error ?? "";
  return `status ${status}, ${bytes} bytes${error === null ? ", and no error" : `, and then ${error}`}`;
}

/** Whether the client got all of the file. */
function arrives(recording: Recording): Failure | null {
  const result = recording.last("client.result");
  if (hasAll(result ?? nothing)) return null;
  return {
    expected: `status 200 and all ${whole} bytes`,
    seen: inWords(result ?? nothing),
    at: recording.all("handler.wrote").find((e) => e.error !== null) ?? result,
  };
}

/** Whether each piece but the last has arrived before the disk has given the next. */
function inTime(recording: Recording): Failure | null {
  const reads = recording.all("client.read");
  const there = recording.all("handler.wake").slice(0, -1);
  for (const [i, ready] of there.entries()) {
    const by = ready.t + soon;
    const got = reads.reduce((sum, { t, bytes }) => (t <= by ? sum + bytes : sum), 0);
    if (got > (i + 1) * pieceSize - keptBack) continue;
    return {
      expected: `that ${(i + 1) * pieceSize} bytes of the file, or nearly all of them, have arrived by ${seconds(by)}`,
      seen: `${got} bytes have`,
      at: ready,
    };
  }
  return null;
}

/** What may lie in the server's buffers meanwhile. */
const keptBack = 5_000;

/** Whether the log says that the file was sent, when it was, and only then. */
function logIsTrue(recording: Recording): Failure | null {
  const log = logged(recording);
  const sent = log.includes("file sent");
  const got = hasAll(recording.last("client.result") ?? nothing);
  if (sent === got && log.length > 0) return null;
  return {
    expected: got ? 'the line "file sent"' : 'a line, and not "file sent", as the client has not all of it',
    seen: log.length === 0 ? "an empty log" : log.map((line) => `"${line}"`).join(", "),
    at: recording.last("handler.log") ?? recording.last("handler.return"),
  };
}

export const lengthLiesExercise = defineExercise<Own>({
  lab: "length-lies",
  task: "files that have changed since somebody wrote down how large they are",
  behaviours: [
    {
      id: "shrunk-file",
      text: "whoever asks gets all of a file that has shrunk, and no error",
      scenario: asksForShrunk,
      check: arrives,
      see: "step length-lies",
    },
    {
      id: "grown-file",
      text: "whoever asks gets all of a file that has grown",
      scenario: asksForGrown,
      check: arrives,
      see: "run length-lies --set declared=800",
    },
    {
      id: "sent-as-it-comes",
      text: "what the disk has given is on its way before the disk gives more",
      scenario: asksForGrown,
      check: inTime,
      see: "run length-lies --set declared=1000",
    },
    {
      id: "disk-fails",
      text: "when the disk fails in the middle, the client gets an error, and no part that looks like the whole",
      scenario: diskFails,
      check: (recording) => {
        const result = recording.last("client.result");
        const { status = null, error = nothing.error } = result ?? {};
        if (result !== undefined && (error !== null || (status !== null && status >= 500))) return null;
        return {
          expected: `an error, as ${(count - 1) * pieceSize} bytes are not all of it`,
          seen: inWords(result ?? nothing),
          at: result,
        };
      },
      see: "step cut-chunks",
    },
    {
      id: "log-when-shrunk",
      text: 'the log says "file sent" if, and only if, the client has the whole file, when it has shrunk',
      scenario: asksForShrunk,
      check: logIsTrue,
      see: "step length-lies",
    },
    {
      id: "log-when-disk-fails",
      text: "when the disk fails, the log says something, and not that the file was sent",
      scenario: diskFails,
      check: logIsTrue,
      see: "run length-lies --set declared=800",
    },
  ],
  hints: [
    "Who knows how many bytes the file has now, and when? Run `eoflab step length-lies`: what becomes of an answer whose length is not what was promised?",
    "Nobody has to promise a length. What does the server do with an answer that has none? `eoflab run length-lies --set declared=1000` and `eoflab step cut-chunks` show both.",
    "A chunked answer has a last chunk, which says that it is whole. The server sends it when the handler returns: also when the handler has only logged an error.",
    'Take the line with Content-Length out, and at the end of the catch `throw abortHandler();` (from "eoflab"): the connection ends, and no last chunk is sent.',
  ],
  mutants: [
    {
      file: "only_chunks.ts",
      idea: "without a Content-Length nothing can be wrong",
      lacks: "disk-fails",
    },
    {
      file: "collects_it.ts",
      idea: "read the file first, and then its length is known",
      lacks: "sent-as-it-comes",
    },
    {
      file: "fits_it_in.ts",
      idea: "keep the promise: cut what is too much, and fill up what is missing",
      lacks: "shrunk-file",
    },
    {
      file: "counts_and_tells.ts",
      idea: "count what was written, and log when it is not what was promised",
      lacks: "shrunk-file",
    },
    {
      file: "says_500.ts",
      idea: "answer 500 when the disk fails",
      lacks: "disk-fails",
    },
  ],
});
