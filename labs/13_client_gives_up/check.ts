/**
 * The exercise of lab 13, and what is true of a repaired server.
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
import { type ClientRequest, EoflabError, newRequest, type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly search: (signal?: AbortSignal) => Promise<Uint8Array>;
}

/** How long a search takes, and how long people wait, in ms. */
const searchTime = 60_000;
const patience = 2_000;

const minutes = 60_000;

/** How large the results are. */
const size = 3_000;

function envWith(stage: Stage<object>): Env<Own> {
  const search = async (signal?: AbortSignal): Promise<Uint8Array> => {
    const whole = !signal?.aborted && (await stage.sleep(searchTime, undefined, signal));
    if (!whole) throw new EoflabError("CANCELED", "the search was ended");
    return makeBody("text", size, 1);
  };
  return { ...envOf(stage), search };
}

/** Somebody asks, gives up, and the search goes on for as long as it goes on. */
function givesUp(question: (url: string) => ClientRequest): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const client = stage.client({ timeout: patience });
    await stage.passUntil(client.do(question(url)), 10 * minutes);
    await stage.passUntil(stage.saw("handler.wake"), 2 * minutes);
    await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
    client.close();
  };
}

/** Somebody asks, and waits. */
async function waits(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage)));
  const client = stage.client();
  await stage.passUntil(client.get(url), 10 * minutes);
  client.close();
  await stage.passUntil(
    stage.saw("server.state", (e) => e.state === "closed"),
    10 * minutes,
  );
}

/** Two ask at the same time. The first gives up, and the second waits. */
async function oneOfTwoWaits(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage)));
  const hasty = stage.client({ timeout: patience });
  const gone = hasty.get(url);
  await stage.passUntil(
    stage.saw("handler.start", (e) => e.conn === 1),
    minutes,
  );
  const patient = stage.client();
  await stage.passUntil(patient.get(url), 10 * minutes);
  await stage.passUntil(gone, minutes);
  hasty.close();
  patient.close();
}

const asksAndGoes = givesUp((url) => newRequest("GET", url));
const sendsFormAndGoes = givesUp((url) => newRequest("POST", url, { body: "words=eof&order=date" }));

/** Whether the search ended before its time. */
function ends(recording: Recording): Failure | null {
  const begun = recording.first("handler.sleep");
  const wake = recording.first("handler.wake");
  if (begun !== undefined && wake === undefined) return null;
  const left = recording.first("client.close");
  return {
    expected: `a search that ends when the client has gone${left === undefined ? "" : `, at ${seconds(left.t)}`}`,
    seen: begun === undefined ? "nothing is searched" : `it ran to its end, until ${seconds(wake?.t ?? 0)}`,
    at: wake ?? left,
  };
}

/** Whether the client on that connection got the results. */
function arrives(conn: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = recording.all("client.result").find((e) => e.conn === conn);
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

const sent = (recording: Recording): boolean => logged(recording).includes("results sent");

/** The log, in words. */
function lines(recording: Recording): string {
  const log = logged(recording);
  return log.length === 0 ? "an empty log" : log.map((line) => `"${line}"`).join(", ");
}

export const clientGivesUpExercise = defineExercise<Own>({
  lab: "client-gives-up",
  task: "searches that run on when nobody waits for them",
  behaviours: [
    {
      id: "search-ends",
      text: "a search ends when the one who asked has gone",
      scenario: asksAndGoes,
      check: ends,
      see: "run client-gives-up --set watch=on",
    },
    {
      id: "search-with-form-ends",
      text: "a search ends when the one who asked has gone, if the question came with a form",
      scenario: sendsFormAndGoes,
      check: ends,
      see: "step client-gives-up",
    },
    {
      id: "whoever-waits",
      text: "whoever waits gets the results, after a minute",
      scenario: waits,
      check: arrives(1),
      see: "run client-gives-up --set clientTimeout=0 --set handlerTime=60s",
    },
    {
      id: "whoever-else-waits",
      text: "whoever waits gets the results, also when somebody else gives up meanwhile",
      scenario: oneOfTwoWaits,
      check: arrives(2),
      see: "run client-gives-up --set clientTimeout=0",
    },
    {
      id: "log-when-sent",
      text: 'the log says "results sent" when they were',
      scenario: waits,
      check: (recording) =>
        sent(recording)
          ? null
          : {
              expected: 'the line "results sent"',
              seen: lines(recording),
              at: recording.last("handler.return"),
            },
      see: "run client-gives-up --set clientTimeout=0",
    },
    {
      id: "log-when-gone",
      text: "when the one who asked has gone, the log says something, and not that results were sent",
      scenario: asksAndGoes,
      check: (recording) =>
        logged(recording).length > 0 && !sent(recording)
          ? null
          : {
              expected: "a line that says what became of the search",
              seen: lines(recording),
              at: recording.last("handler.log") ?? recording.last("handler.return"),
            },
      see: "step client-gives-up",
    },
  ],
  hints: [
    "The server knows that the client has gone: run `eoflab step client-gives-up`, and look for r.signal. Who looks at it here?",
    "A handler that stops waiting has not stopped the search. search takes a signal, and only with that can it be ended.",
    "With a form r.signal stays as it is: the server reads ahead, to see the client go, only when the request has been read to its end. Who reads the form?",
    'At the beginning `await readAll(r.body)` (from "eoflab"); then `await search(r.signal)` in a try, whose catch logs the error; and log("results sent") after the write, within the try.',
  ],
  mutants: [
    { file: "looks_afterwards.ts", idea: "look at r.signal before writing", lacks: "search-ends" },
    { file: "stops_waiting.ts", idea: "race the search against r.signal", lacks: "search-ends" },
    {
      file: "leaves_the_form.ts",
      idea: "give r.signal to the search, and that is all",
      lacks: "search-with-form-ends",
    },
    { file: "time_limit.ts", idea: "people wait for 2 s, so end it after 2 s", lacks: "whoever-waits" },
    {
      file: "shares_the_search.ts",
      idea: "one search for all who ask meanwhile",
      lacks: "whoever-else-waits",
    },
  ],
});
