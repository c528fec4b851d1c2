/**
 * The exercise of lab 08, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, logWords, resultOn } from "../../lib/lab/observe.ts";
import { logged } from "../../lib/lab/outcome.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly store: (file: Uint8Array) => Promise<void>;
}

const minutes = 60_000;

/** A file: so many pieces of so many bytes, and how long the pauses between them are, in ms. */
const pieces = 10;
const piece = 2_000;
const pause = 2_000;

/** When an upload must be ended in which nothing comes any more, and half a header, in ms. */
const stopped = 15_000;
const half = 10_000;

const stored = (bytes: number): string => `stored a file of ${bytes} bytes`;

const head = `PUT /measurements HTTP/1.1\r\nHost: archive\r\nContent-Length: ${pieces * piece}\r\n\r\n`;

function envWith(stage: Stage<object>): Env<Own> {
  return { ...envOf(stage), store: async (file) => stage.log(stored(file.length)) };
}

/** Somebody sends the header, so many pieces with their pauses, and waits for an answer. */
function sends(count: number, header = head): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const raw = await stage.dial(url);
    const answered = readAnswer(new BufioReader(raw.conn)).then((got) => stage.result(1, got));
    await raw.send(header);
    for (let i = 0; i < count; i++) {
      await stage.passUntil(stage.clock.sleep(pause), minutes);
      // A server that has ended the connection gets no more; what it answered is read already.
      await raw.send("x".repeat(piece)).catch(() => {});
    }
    await stage.passUntil(answered, 60 * minutes);
    raw.close();
  };
}

const all = sends(pieces);
const three = sends(3);
const halfAHeader = sends(0, head.slice(0, 30));

/** Whether the whole file is stored, and whoever sent it was told. */
function kept(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  const said = logWords(recording);
  if (result?.status === 201 && said.includes(stored(pieces * piece))) return null;
  const expected = `status 201, and a file of ${pieces * piece} bytes that is stored`;
  const at = result === undefined ? "" : ` at ${seconds(result.t)}`;
  return { expected, seen: `${gotWords(result)}${at}; the log: ${said}`, at: result };
}

/** Whether half a file was ended in time, and told so. */
function told(recording: Recording): Failure | null {
  const last = recording.last("client.write");
  const result = resultOn(recording, 1);
  const expected = `a status of 400 or more within ${seconds(stopped)} after the last piece`;
  if (result === undefined) return { expected, seen: "no answer an hour later", at: last };
  const took = result.t - (last?.t ?? 0);
  if ((result.status ?? 0) >= 400 && took <= stopped) return null;
  const when = took < 0 ? "while pieces still came" : `${seconds(took)} after it`;
  return { expected, seen: `${gotWords(result)}, ${when}`, at: result };
}

/** Whether nothing was stored. */
function notStored(recording: Recording): Failure | null {
  const line = recording.all("handler.log").find((e) => e.line.startsWith("stored "));
  if (line === undefined) return null;
  return { expected: "that half a file is not stored", seen: logged(recording).join(", "), at: line };
}

/** Whether half a header was ended in time. */
function ended(recording: Recording): Failure | null {
  const end = recording.first("client.fin") ?? recording.first("client.error");
  const expected = `that the server ends the connection within ${seconds(half)}`;
  if (end === undefined) return { expected, seen: "it is open an hour later" };
  return end.t <= half ? null : { expected, seen: `it does so at ${seconds(end.t)}`, at: end };
}

export const slowUploadExercise = defineExercise<Own>({
  lab: "slow-upload",
  task: "uploads over a slow line, which all break off after the same time",
  behaviours: [
    {
      id: "slow-is-taken",
      text: "an upload with a piece every two seconds is taken and stored, after twenty seconds",
      scenario: all,
      check: kept,
      see: "step slow-upload",
    },
    {
      id: "stopped-is-told",
      text: "an upload that stops is ended, and told so",
      scenario: three,
      check: told,
      see: "run slow-upload",
    },
    {
      id: "half-is-not-stored",
      text: "half a file is not stored",
      scenario: three,
      check: notStored,
      see: "step slow-upload",
    },
    {
      id: "half-a-header",
      text: "half a header does not hold a connection for longer than ten seconds",
      scenario: halfAHeader,
      check: ended,
      see: "step slow-headers",
    },
  ],
  hints: [
    "For what does readTimeout count, and from when on? `eoflab step slow-upload`: which of the pieces moves the deadline?",
    "readTimeout is for header and body together. The header has an option of its own, readHeaderTimeout; for the body the handler can move the deadline itself, before each read. And what does readAll return beside the bytes?",
    "new ResponseController(w).setReadDeadline(clock.now() + 10_000) before each r.body.read(p), which gives null at the end, and throws when the deadline passes.",
    "readHeaderTimeout: 5_000; in the handler a loop: set the deadline, n = await r.body.read(p), stop at null, keep p.slice(0, n); around it a try, whose catch answers 408 and returns; then store all parts, and 201.",
  ],
  mutants: [
    {
      file: "a_longer_time.ts",
      idea: "twenty seconds are not enough for an upload, a minute is",
      lacks: "stopped-is-told",
    },
    { file: "one_deadline.ts", idea: "ten seconds for the body, set once", lacks: "slow-is-taken" },
    {
      file: "stores_the_half.ts",
      idea: "move the deadline, and store what has come",
      lacks: "half-is-not-stored",
    },
    { file: "says_nothing.ts", idea: "throw when the body breaks off", lacks: "stopped-is-told" },
    { file: "forgets_the_header.ts", idea: "no timeout but that of the body", lacks: "half-a-header" },
  ],
});
