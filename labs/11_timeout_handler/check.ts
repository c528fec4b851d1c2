/**
 * The exercise of lab 11, and what is true of a repaired server.
 *
 * @module
 */

import {
  type Behaviour,
  defineExercise,
  type Env,
  type ExerciseFile,
  envOf,
  type Failure,
} from "../../lib/lab/exercise.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly count: (signal?: AbortSignal) => Promise<Uint8Array>;
}

/** How long the statistic takes that nobody waits for, and the one that is merely slow, in ms. */
const tooLong = 60_000;
const slow = 8_000;

/** When everybody has an answer, and when a client that reads nothing is gone, in ms after the question. */
const answered = 10_000;
const gone = 20_000;

const minutes = 60_000;

/** A statistic that takes so long and is so large. */
function envWith(stage: Stage<object>, ms: number, size: number): Env<Own> {
  const count = async (signal?: AbortSignal): Promise<Uint8Array> => {
    const whole = !signal?.aborted && (await stage.sleep(ms, undefined, signal));
    if (!whole) throw new EoflabError("CANCELED", "counting was ended");
    return makeBody("text", size, 1);
  };
  return { ...envOf(stage), count };
}

/** One client asks; what is counted after the answer is counted to its end. */
function asks(ms: number, size: number): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, ms, size)));
    const client = stage.client();
    await stage.passUntil(client.get(url), 10 * minutes);
    await stage.passUntil(stage.saw("handler.wake"), 2 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

/** One client asks for what is large, and reads nothing. */
async function stalls(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, 1_000, 16_000_000)));
  const raw = await stage.dial(url);
  await raw.send("GET / HTTP/1.1\r\nHost: statistics\r\n\r\n");
  await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
  raw.close();
  await stage.passUntil(
    stage.saw("server.state", (e) => e.state === "closed"),
    10 * minutes,
  );
}

const asksForTooMuch = asks(tooLong, 200);

/** What the client got, in words. */
function got(recording: Recording): string {
  const result = recording.last("client.result");
  if (result === undefined) return "no answer within 10 minutes";
  const { status, bytes, error, t } = result;
  const answer =
    status === null ? "" : `status ${status}, ${bytes} bytes${error === null ? "" : " and then "}`;
  return `${answer}${error ?? ""}, at ${seconds(t)}`;
}

/** Whether the client got all of a statistic. */
function arrives(size: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = recording.last("client.result");
    const { status = null, bytes = 0, error = null } = result ?? {};
    if (status === 200 && bytes === size && error === null) return null;
    return { expected: `status 200 and all ${size} bytes`, seen: got(recording), at: result };
  };
}

export const timeoutHandlerExercise = defineExercise<Own>({
  lab: "timeout-handler",
  task: "a timeoutHandler whose 503 nobody ever gets, and work that goes on for nobody",
  behaviours: [
    {
      id: "told-in-time",
      text: "whoever asks for what takes a minute gets a whole 503 within 10 s",
      scenario: asksForTooMuch,
      check: (recording) => {
        const result = recording.last("client.result");
        const by = (recording.first("server.request")?.t ?? 0) + answered;
        if (result?.status === 503 && result.error === null && result.t <= by) return null;
        return { expected: `status 503 by ${seconds(by)}`, seen: got(recording), at: result };
      },
      see: "run timeout-handler --set limit=20s",
    },
    {
      id: "slow-one-arrives",
      text: "what takes 8 s arrives whole",
      scenario: asks(slow, 5_000),
      check: arrives(5_000),
      see: "run timeout-handler --set handlerTime=3s",
    },
    {
      id: "counting-ends",
      text: "the counting ends when its client has been told 503",
      scenario: asksForTooMuch,
      check: (recording) => {
        const wake = recording.first("handler.wake");
        const told = recording.last("client.result")?.status === 503;
        if (told && wake === undefined) return null;
        const done = `${wake === undefined ? "the counting was ended" : `it was counted to the end, until ${seconds(wake.t)}`}`;
        return {
          expected: "a 503, and no counting after it",
          seen: `the client got ${got(recording)}; ${done}`,
          at: wake ?? recording.first("handler.return"),
        };
      },
      see: "step timeout-handler",
    },
    {
      id: "stalled-reader",
      text: "somebody who reads nothing is cut off within 20 s of the question",
      scenario: stalls,
      check: (recording) => {
        const end = recording.first("handler.return");
        const by = (recording.first("server.request")?.t ?? 0) + gone;
        if (recording.first("handler.wake") === undefined) {
          return {
            expected: "that what takes 1 s is counted and sent",
            seen: `it ended at ${seconds(end?.t ?? 0)}, without being counted`,
            at: end,
          };
        }
        if (end !== undefined && end.t <= by) return null;
        return {
          expected: `that the handler ends by ${seconds(by)}`,
          seen: end === undefined ? "it still waits after 10 minutes" : `it ended at ${seconds(end.t)}`,
          at: recording.first("handler.write"),
        };
      },
      see: "step slow-reader",
    },
  ],
  hints: [
    "Which of the three is over first: the limit, the writeTimeout, or the counting? And through which socket does the 503 have to go? Run `eoflab run timeout-handler --set limit=20s`.",
    "The limit has to be over while the write deadline is not. Where exactly is yours to choose: what takes 8 s is to arrive, and everybody is to be told by 10 s.",
    "timeoutHandler ends nobody's work. What it does when the limit is over: it aborts the signal of the request that it has given to the handler.",
    "The handler takes `(w, r)` and calls `count(r.signal)`. The limit is 9_000, the writeTimeout is longer than that: 10_000 is enough, 14_000 leaves 5 s for the writing.",
  ],
  mutants: [
    { file: "same_time.ts", idea: "one limit for both: 10 s", lacks: "told-in-time" },
    { file: "longer_deadline.ts", idea: "put the deadline behind the limit", lacks: "told-in-time" },
    { file: "short_limit.ts", idea: "a limit far before the deadline", lacks: "slow-one-arrives" },
    { file: "no_timeout.ts", idea: "the limit is enough: no writeTimeout", lacks: "stalled-reader" },
    { file: "counts_on.ts", idea: "a limit that is shorter than the deadline", lacks: "counting-ends" },
  ],
});
