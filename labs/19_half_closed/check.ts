/**
 * The exercise of lab 19, and what is true of a repaired server.
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
import { gotWords, resultOn } from "../../lib/lab/observe.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, EoflabError, newRequest, type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly book: (order: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array>;
}

const minutes = 60_000;

/** How long a booking takes, and how long one that hangs, in ms. */
const usual = 1_000;
const hanging = 30 * minutes;

/** How long a booking may take, in ms. */
const limit = 30_000;

const order = "items=eof,rst&sum=12";

/** How large a receipt is. */
const size = 200;

function envWith(stage: Stage<object>, ms: number): Env<Own> {
  const book: Own["book"] = async (_, signal) => {
    const whole = !signal?.aborted && (await stage.sleep(ms, undefined, signal));
    if (!whole) throw new EoflabError("CANCELED", "context canceled");
    return makeBody("text", size, 1);
  };
  return { ...envOf(stage), book };
}

/** A till sends those bytes, says that it sends no more, and waits for what comes. */
function till(bytes: string): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, usual)));
    const raw = await stage.dial(url);
    await raw.send(bytes);
    await raw.conn.closeWrite();
    const answer = readAnswer(new BufioReader(raw.conn)).then((got) => stage.result(1, got));
    await stage.passUntil(answer, 10 * minutes);
    raw.close();
  };
}

/** Somebody orders who does not shut down anything. */
async function browser(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, usual)));
  await stage.passUntil(stage.client().do(newRequest("POST", url, { body: order })), 10 * minutes);
}

/** The same, and the booking hangs; it runs on for as long as nobody ends it. */
async function hangs(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, hanging)));
  await stage.passUntil(stage.client().do(newRequest("POST", url, { body: order })), 60 * minutes);
  await stage.passUntil(stage.saw("handler.wake"), 60 * minutes);
}

/** Two order, one of them a while after the other. */
async function later(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const url = await stage.serve(0, file.default(envWith(stage, usual)));
  for (const pause of [0, 2 * limit]) {
    await stage.wait(pause);
    await stage.passUntil(stage.client().do(newRequest("POST", url, { body: order })), 10 * minutes);
  }
}

const head = `POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: ${order.length}\r\n\r\n`;
const orders = till(`${head}${order}`);
const asks = till("GET /orders/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
const half = till(`${head}${order.slice(0, 10)}`);

/** Whether the client of that connection has its receipt. */
function receipt(conn: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = resultOn(recording, conn);
    if (result?.status === 200 && result.bytes === size && result.error === null) return null;
    const at = recording.first("handler.abort") ?? result;
    return { expected: `status 200 and a receipt of ${size} bytes`, seen: gotWords(result), at };
  };
}

/** Whether half an order was refused, and not booked. */
function refused(recording: Recording): Failure | null {
  const booked = recording.first("handler.wake");
  const expected = `that ${10} of ${order.length} bytes are no order: a status of 400 or more, and no booking`;
  if (booked !== undefined) return { expected, seen: "it was booked", at: booked };
  const result = resultOn(recording, 1);
  if ((result?.status ?? 0) >= 400) return null;
  return { expected, seen: gotWords(result), at: result };
}

/** Whether what hangs is ended in time, and whoever waits is told. */
function ended(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  const expected = `a status of 500 or more after ${seconds(limit)} at the latest`;
  if (result === undefined) return { expected, seen: "no answer within an hour" };
  if ((result.status ?? 0) >= 500 && result.t <= limit) {
    const left = recording.first("handler.wake");
    return left === undefined ? null : { expected: "that the booking ends", seen: "it runs on", at: left };
  }
  return { expected, seen: `${gotWords(result)}, at ${seconds(result.t)}`, at: result };
}

export const halfClosedExercise = defineExercise<Own>({
  lab: "half-closed",
  task: "orders that fail for those who say that they are done sending",
  behaviours: [
    {
      id: "till-gets-receipt",
      text: "a till that shuts down its sending side behind its order gets its receipt",
      scenario: orders,
      check: receipt(1),
      see: "step half-closed",
    },
    {
      id: "till-that-asks",
      text: "so does one whose request has no body",
      scenario: asks,
      check: receipt(1),
      see: "run half-closed --set watch=off",
    },
    {
      id: "everybody-else",
      text: "so does whoever leaves the connection open",
      scenario: browser,
      check: receipt(1),
      see: "run half-closed --set halfClose=off",
    },
    {
      id: "half-is-refused",
      text: "half an order is refused, and not booked",
      scenario: half,
      check: refused,
      see: "run half-closed --set request=half-body",
    },
    {
      id: "hanging-ends",
      text: "a booking that hangs is ended after 30 s, and whoever waits is told",
      scenario: hangs,
      check: ended,
      see: "run half-closed --set handlerTime=60s --set watch=off",
    },
    {
      id: "later-too",
      text: "an order that comes a minute later is treated as the first one",
      scenario: later,
      check: receipt(2),
      see: "run half-closed --set halfClose=off",
    },
  ],
  hints: [
    "Who cancelled the booking? `eoflab step half-closed` shows what the server reads behind the request, and what it takes it for.",
    "Whether a client that sends FIN has gone cannot be known. So r.signal is not the one to end this booking; but without any signal a booking that hangs is never ended, and r.signal has also hidden something that readAll returns.",
    "readAll returns { bytes, error }: error is not null when the order broke off. And a signal of one's own is an AbortController's, for each order, aborted by the clock.",
    "After readAll: if (cut !== null) answer 400 and return. Then const limit = new AbortController(); const timer = clock.after(30_000, () => limit.abort()); book(order, limit.signal); and timer.cancel() in a finally.",
  ],
  mutants: [
    {
      file: "without_a_signal.ts",
      idea: "give the booking no signal any more",
      lacks: "hanging-ends",
    },
    {
      file: "takes_the_half.ts",
      idea: "a signal of its own instead of r.signal, and that is all",
      lacks: "half-is-refused",
    },
    { file: "one_limit_for_all.ts", idea: "one signal for the whole service", lacks: "later-too" },
    {
      file: "stops_waiting.ts",
      idea: "answer after 30 s, whatever the booking does meanwhile",
      lacks: "hanging-ends",
    },
    {
      file: "only_with_a_body.ts",
      idea: "it is the tills that send orders, so the rest keeps r.signal",
      lacks: "till-that-asks",
    },
  ],
});
