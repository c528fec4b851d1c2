/**
 * The exercise of lab 09, and what is true of a repaired server.
 *
 * @module
 */

import { download } from "../../lib/lab/download.ts";
import { defineExercise, type Env, type ExerciseFile, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { logged } from "../../lib/lab/outcome.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly enter: () => Promise<() => void>;
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

/** Who takes nothing for so long is cut off, in ms. */
const asleep = 30_000;

/** So much later is still in time: one may look now and then, and not all the time. */
const grace = 10_000;

/** By then whoever waited for the place of a sleeper has the file, in ms after the sleeper came. */
const served = 60_000;

const minutes = 60_000;

/** The size of a piece. */
const pieceSize = 256 * 1024;

/** More than the kernels take while nobody reads, in pieces; and more than they take while somebody is slow for 30 s. */
const large = 64;
const larger = 128;

/** Takes a megabyte in two seconds. */
const slowly = { step: 1_000_000, pause: 2_000 };

/** Takes two megabytes so, and then nothing more. */
const fallingAsleep = { ...slowly, upTo: 2_000_000 };

/** Takes all that there is. */
const quickly = { step: Number.POSITIVE_INFINITY, pause: 0 };

const question = "GET / HTTP/1.1\r\nHost: mirror\r\n\r\n";

/** A disk with one place, and a file of so many pieces. */
function envWith(stage: Stage<object>, count: number): Env<Own> {
  const waiting: (() => void)[] = [];
  let taken = false;
  const enter = async (): Promise<() => void> => {
    if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
    taken = true;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    };
  };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const piece = new Uint8Array(pieceSize);
    for (let i = 0; i < count; i++) {
      if (!taken) throw new EoflabError("NOT_PERMITTED", "nobody has a place at the disk");
      yield piece;
    }
  }
  return { ...envOf(stage), enter, pieces };
}

/** One client falls asleep in the middle of its download. */
async function sleeps(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, large)));
  const raw = await stage.dial(url);
  await raw.send(question);
  const loaded = download(stage, raw, 1, fallingAsleep);
  await stage.passUntil(loaded, 5 * minutes);
  await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
  raw.close();
  await loaded;
}

/** One client reads nothing, and another one waits for its place. */
async function waitsForSleeper(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, large)));
  const sleeper = await stage.dial(url);
  await sleeper.send(question);
  await stage.passUntil(stage.saw("handler.write"), minutes);
  const raw = await stage.dial(url);
  await raw.send(question);
  const loaded = download(stage, raw, 2, quickly);
  await stage.passUntil(loaded, 10 * minutes);
  raw.close();
  await loaded;
  sleeper.close();
}

/** One client takes the file slowly. */
async function takesItSlowly(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, larger)));
  const raw = await stage.dial(url);
  await raw.send(question);
  const loaded = download(stage, raw, 1, slowly);
  await stage.passUntil(loaded, 5 * minutes);
  raw.close();
  await loaded;
}

/** Whether a client has the whole file. */
function isWhole(recording: Recording, count: number): boolean {
  const body = recording.last("client.body");
  return (
    recording.last("client.response")?.status === 200 &&
    body?.whole === true &&
    body.bytes === count * pieceSize
  );
}

const done = (recording: Recording): boolean => logged(recording).includes("download done");

/** The log, in words. */
function lines(recording: Recording): string {
  const log = logged(recording);
  return log.length === 0 ? "an empty log" : log.map((line) => `"${line}"`).join(", ");
}

function cutOff(recording: Recording): Failure | null {
  const taken = recording.last("client.read");
  const end = recording.first("handler.return");
  const by = (taken?.t ?? 0) + asleep;
  if (taken !== undefined && end !== undefined && end.t >= taken.t && end.t <= by + grace) return null;
  if (taken === undefined) {
    return { expected: "a download that begins", seen: "nothing arrives", at: end };
  }
  return {
    expected: `that the handler ends at ${seconds(by)}, or soon after, as the client has taken nothing since ${seconds(taken.t)}`,
    seen: end === undefined ? "it still waits after 10 minutes" : `it ended at ${seconds(end.t)}`,
    at: recording.last("handler.write"),
  };
}

export const slowReaderExercise = defineExercise<Own>({
  lab: "slow-reader",
  task: "downloads whose clients have gone to sleep, and keep everybody else waiting",
  behaviours: [
    {
      id: "sleeper",
      text: "whoever takes nothing for 30 s is cut off",
      scenario: sleeps,
      check: cutOff,
      see: "step slow-reader",
    },
    {
      id: "next-one",
      text: "whoever waited for a sleeper's place gets the file",
      scenario: waitsForSleeper,
      check: (recording) => {
        const body = recording.last("client.body");
        if (isWhole(recording, large) && (body?.t ?? 0) <= served) return null;
        const came = recording.first("client.response");
        return {
          expected: `the whole file by ${seconds(served)}`,
          seen:
            came === undefined
              ? `no answer, until ${seconds(body?.t ?? 0)}`
              : `${isWhole(recording, large) ? "it is there" : "a part of it"} at ${seconds(body?.t ?? 0)}`,
          at: body ?? recording.first("handler.return"),
        };
      },
      see: "run slow-reader --set writeTimeout=0",
    },
    {
      id: "slow-one",
      text: "whoever takes a megabyte in two seconds gets the whole file, of 33 MB",
      scenario: takesItSlowly,
      check: (recording) => {
        if (isWhole(recording, larger)) return null;
        const end = recording.first("handler.return");
        return {
          expected: "the whole file, in a little more than a minute",
          seen: `a part of it; ${end === undefined ? "the handler has not ended" : `the handler ended at ${seconds(end.t)}`}`,
          at: end,
        };
      },
      see: "run slow-reader --set reads=3s",
    },
    {
      id: "log-when-done",
      text: 'the log says "download done" when it was',
      scenario: takesItSlowly,
      check: (recording) =>
        done(recording) === isWhole(recording, larger)
          ? null
          : {
              expected: done(recording)
                ? 'no line "download done", as the file is not whole'
                : 'the line "download done"',
              seen: lines(recording),
              at: recording.last("handler.log") ?? recording.last("handler.return"),
            },
      see: "step slow-reader",
    },
    {
      id: "log-when-cut-off",
      text: "when somebody is cut off, the log says something, and not that the download was done",
      scenario: sleeps,
      check: (recording) =>
        logged(recording).length > 0 && !done(recording)
          ? null
          : {
              expected: "a line that says what happened",
              seen: lines(recording),
              at: recording.last("handler.return") ?? recording.last("handler.write"),
            },
      see: "step tell-the-truth",
    },
  ],
  hints: [
    "The handler waits in w.write, and nothing ever wakes it. What would? Run `eoflab step slow-reader`, and then with `--set writeTimeout=0`.",
    "A time for the whole download cuts off those who are merely slow, or keeps those who sleep. Which time tells the two apart?",
    "ResponseController.setWriteDeadline(at) may be called as often as one likes: before each piece, say. The write then throws, and what stands behind it is not done.",
    'After `enter()` a try. In it, before each write, `controller.setWriteDeadline(clock.now() + 30_000)`, and log("download done") at the end; in its catch a line that says it was cut off; in its finally `leave()`.',
  ],
  mutants: [
    { file: "one_timeout.ts", idea: "a writeTimeout of 30 s", lacks: "slow-one" },
    { file: "long_timeout.ts", idea: "a writeTimeout that the slow do not meet", lacks: "sleeper" },
    { file: "keeps_the_place.ts", idea: "a deadline for each piece", lacks: "next-one" },
    { file: "all_in_memory.ts", idea: "read the file first, and leave the place", lacks: "sleeper" },
    { file: "trusts_the_awake.ts", idea: "who has begun to read is awake", lacks: "sleeper" },
  ],
});
