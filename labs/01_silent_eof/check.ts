/**
 * The exercise of lab 01, and what is true of a repaired server.
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
import { logged } from "../../lib/lab/outcome.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "./body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly makeReport: () => Promise<Uint8Array>;
}

/** How long the report of the story takes, in ms. */
const slow = 60_000;

/** What anybody may take to be written, in ms. */
const timeToWrite = 10_000;

const minutes = 60_000;

/** A report that takes so long and is so large. */
function envWith(stage: Stage<object>, ms: number, size: number): Env<Own> {
  const makeReport = async (): Promise<Uint8Array> => {
    await stage.sleep(ms);
    return makeBody("text", size, 1);
  };
  return { ...envOf(stage), makeReport };
}

/** One client asks for a report as http.Get does. */
function asks(ms: number, size: number): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, ms, size)));
    const client = stage.client();
    await stage.passUntil(client.get(url), 10 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

/** One client asks for a large report, and reads nothing. */
async function stalls(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, 1_000, 16_000_000)));
  const raw = await stage.dial(url);
  await raw.send("GET / HTTP/1.1\r\nHost: reports\r\n\r\n");
  await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
  raw.close();
  await stage.passUntil(
    stage.saw("server.state", (e) => e.state === "closed"),
    10 * minutes,
  );
}

/** The report of the story. */
const asksForSlowOne = asks(slow, 200);

/** Whether the client got all of a report. */
function arrives(size: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = recording.last("client.result");
    const { status = null, bytes = 0, error = null } = result ?? {};
    if (status === 200 && bytes === size && error === null) return null;
    const got =
      status === null ? "" : `status ${status}, ${bytes} bytes${error === null ? "" : " and then "}`;
    return {
      expected: `status 200 and all ${size} bytes`,
      seen: result === undefined ? "no answer within 10 minutes" : `${got}${error ?? ""}`,
      at: result,
    };
  };
}

const sent = (recording: Recording): boolean => logged(recording).includes("report sent");

export const silentEofExercise = defineExercise<Own>({
  lab: "silent-eof",
  task: "a report that takes longer than the writeTimeout, and a log that says it was sent",
  behaviours: [
    {
      id: "slow-report",
      text: "whoever asks gets the whole report, when making it takes a minute",
      scenario: asksForSlowOne,
      check: arrives(200),
      see: "step silent-eof",
    },
    {
      id: "quick-report",
      text: "whoever asks gets the whole report, when making it takes a second",
      scenario: asks(1_000, 5_000),
      check: arrives(5_000),
      see: "run silent-eof --set handlerTime=1s --set size=5000",
    },
    {
      id: "log-when-sent",
      text: 'the log says "report sent" if, and only if, the client has it',
      scenario: asksForSlowOne,
      check: (recording) => {
        const got = arrives(200)(recording) === null;
        if (sent(recording) === got) return null;
        return {
          expected: got ? 'the line "report sent"' : 'no line "report sent", as the client has no report',
          seen:
            logged(recording)
              .map((line) => `"${line}"`)
              .join(", ") || "an empty log",
          at: recording.last("handler.log") ?? recording.last("handler.return"),
        };
      },
      see: "run silent-eof --set flush=on",
    },
    {
      id: "stalled-reader",
      text: "somebody who reads nothing is cut off 10 s after the report is there",
      scenario: stalls,
      check: (recording) => {
        const ready = recording.first("handler.wake");
        const end = recording.first("handler.return");
        if (ready !== undefined && end !== undefined && end.t <= ready.t + timeToWrite) return null;
        return {
          expected: `that the handler ends by ${seconds((ready?.t ?? 0) + timeToWrite)}`,
          seen: end === undefined ? "it still waits after 10 minutes" : `it ended at ${seconds(end.t)}`,
          at: recording.first("handler.write"),
        };
      },
      see: "step slow-reader",
    },
    {
      id: "log-when-not-sent",
      text: "when the report has not left, the log says something, and not that it was sent",
      scenario: stalls,
      check: (recording) => {
        const log = logged(recording);
        if (log.length > 0 && !sent(recording)) return null;
        return {
          expected: "a line that says what went wrong",
          seen: log.length === 0 ? "an empty log" : log.map((line) => `"${line}"`).join(", "),
          at: recording.first("handler.return"),
        };
      },
      see: "step tell-the-truth",
    },
  ],
  hints: [
    "When does the writeTimeout begin to count: when the request has come, or when the handler begins to write? Run `eoflab step silent-eof`, and look at the line of the deadline.",
    "write returns without an error because the report fits into conn.bufw. Who learns what became of it, and could the handler ask?",
    "ResponseController has setWriteDeadline(at), for an instant of the server's clock, and flush(), which throws what went wrong.",
    'Before the write: `controller.setWriteDeadline(clock.now() + 10_000)`. After it: `await controller.flush()`, and only then log("report sent"); around both a try, whose catch logs the error.',
  ],
  mutants: [
    { file: "no_timeout.ts", idea: "without a writeTimeout nobody gets EOF", lacks: "stalled-reader" },
    { file: "only_flushes.ts", idea: "flush tells the truth, so flush", lacks: "slow-report" },
    { file: "looks_at_write.ts", idea: "look at what write returns", lacks: "slow-report" },
    {
      file: "early_deadline.ts",
      idea: "move the deadline, first thing in the handler",
      lacks: "slow-report",
    },
  ],
});
