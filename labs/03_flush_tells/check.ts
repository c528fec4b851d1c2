/**
 * The exercise of lab 03, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, resultOn } from "../../lib/lab/observe.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import type { Recording } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly take: () => Promise<Uint8Array>;
  readonly putBack: (voucher: Uint8Array) => void;
}

const minutes = 60_000;

/** How long it takes to take a voucher, in ms. */
const quick = 1_000;
const slow = 60_000;

/** How large a voucher is: one fits into the connection's buffer, and one does not. */
const small = 200;
const large = 5_000;

const back = "a voucher is put back";

function envWith(stage: Stage<object>, ms: number, size: number): Env<Own> {
  const take = async (): Promise<Uint8Array> => {
    await stage.sleep(ms);
    return makeBody("text", size, 1);
  };
  return { ...envOf(stage), take, putBack: () => stage.log(back) };
}

/** One client asks for a voucher. */
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

const inTime = asks(quick, small);
const largeInTime = asks(quick, large);
const late = asks(slow, small);
const largeLate = asks(slow, large);

const putBacks = (recording: Recording) => recording.all("handler.log").filter(({ line }) => line === back);

/** Whether the voucher is at one place: with its client, or back in the box. */
function isSomewhere(size: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = resultOn(recording, 1);
    const arrived = result?.status === 200 && result.bytes === size && result.error === null;
    const [first, second] = putBacks(recording);
    const expected = arrived
      ? "that it is not put back, since its client has it"
      : "that it is put back, once";
    if (second !== undefined) return { expected, seen: "it is put back twice", at: second };
    if (arrived !== (first !== undefined)) return null;
    const seen = arrived ? "it is put back" : `it is not; the client gets ${gotWords(result)}`;
    return { expected, seen, at: first ?? result };
  };
}

/** Whether the voucher arrives. */
function arrives(size: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = resultOn(recording, 1);
    if (result?.status === 200 && result.bytes === size && result.error === null) return null;
    return { expected: `status 200 and a voucher of ${size} bytes`, seen: gotWords(result), at: result };
  };
}

/** Whether the answer says how long it is. */
function hasLength(recording: Recording): Failure | null {
  const answer = recording.first("client.response");
  if (answer?.contentLength === small) return null;
  const seen = answer === undefined ? gotWords(resultOn(recording, 1)) : "it has none";
  return { expected: `Content-Length: ${small}`, seen, at: recording.first("chunkWriter.header") };
}

export const flushTellsExercise = defineExercise<Own>({
  lab: "flush-tells",
  task: "vouchers that are lost on their way",
  behaviours: [
    {
      id: "late-is-put-back",
      text: "a voucher whose answer comes too late is put back",
      scenario: late,
      check: isSomewhere(small),
      see: "step flush-tells",
    },
    {
      id: "large-is-put-back-once",
      text: "so is a large one, and once",
      scenario: largeLate,
      check: isSomewhere(large),
      see: "run flush-tells --set size=5000",
    },
    {
      id: "arrives",
      text: "a voucher that is there in time arrives",
      scenario: inTime,
      check: arrives(small),
      see: "run flush-tells --set handlerTime=1s",
    },
    {
      id: "is-not-put-back",
      text: "a voucher that has arrived is not put back",
      scenario: inTime,
      check: isSomewhere(small),
      see: "run flush-tells --set handlerTime=1s",
    },
    {
      id: "large-arrives",
      text: "a large one that is there in time arrives, and is not put back",
      scenario: largeInTime,
      check: (recording) => arrives(large)(recording) ?? isSomewhere(large)(recording),
      see: "run flush-tells --set handlerTime=1s --set size=5000",
    },
    {
      id: "has-its-length",
      text: "an answer that leaves has its Content-Length",
      scenario: inTime,
      check: hasLength,
      see: "run flush-tells --set handlerTime=9s --set declare=on",
    },
  ],
  hints: [
    "w.write took the voucher and reported no error. Where is it at that moment? `eoflab step flush-tells`, and look at the buffers.",
    "The flush is the first call that asks the socket: await new ResponseController(w).flush() rejects if the voucher cannot leave. Where does it go, so that nothing is put back twice?",
    "A flush before the handler has returned makes the answer chunked, since more might come. Who says beforehand how long the answer is, keeps the Content-Length.",
    'w.header.set("Content-Length", String(voucher.length)) before the write; and behind it, in the same try, await new ResponseController(w).flush().',
  ],
  mutants: [
    {
      file: "without_its_length.ts",
      idea: "flush behind the write, and that is all",
      lacks: "has-its-length",
    },
    {
      file: "flusher.ts",
      idea: "flush as http.Flusher does, which has no result",
      lacks: "late-is-put-back",
    },
    {
      file: "twice.ts",
      idea: "a try for the write, and a try for the flush",
      lacks: "large-is-put-back-once",
    },
    { file: "puts_all_back.ts", idea: "put it back in the end, to be safe", lacks: "is-not-put-back" },
    {
      file: "counts_the_bytes.ts",
      idea: "compare what write returns with the voucher's length",
      lacks: "late-is-put-back",
    },
  ],
});
