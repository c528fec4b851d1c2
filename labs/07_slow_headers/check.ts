/**
 * The exercise of lab 07, and what is true of a repaired server.
 *
 * @module
 */

import { defineExercise, type Env, type ExerciseFile, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { limitListener } from "../../lib/lab/limit_listener.ts";
import { gotWords, logWords, resultOn } from "../../lib/lab/observe.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type RawClient, type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly store: (file: Uint8Array) => Promise<void>;
  readonly makeReport: () => Promise<Uint8Array>;
}

const minutes = 60_000;

/** How many connections the service has room for. */
const room = 20;

/** How long whoever asks may wait, while others hold all places, in ms. */
const patience = 10_000;

/** An upload: so many pieces of so many bytes, and how long the pauses between them are, in ms. */
const pieces = 10;
const piece = 500;
const pause = 2_000;

/** How long a report takes, and its size. */
const reportTime = 30_000;
const size = 200;

/** How long a client is silent that asks again, in ms. */
const silence = 30_000;

const stored = (bytes: number): string => `stored an upload of ${bytes} bytes`;

const get = "GET / HTTP/1.1\r\nHost: service\r\n\r\n";

function envWith(stage: Stage<object>): Env<Own> {
  return {
    ...envOf(stage),
    store: async (file) => stage.log(stored(file.length)),
    makeReport: async () => {
      await stage.sleep(reportTime);
      return makeBody("text", size, 1);
    },
  };
}

/** Twenty clients send a byte every two seconds, and one more sends a whole request. */
async function fullHouse(stage: Stage<object>, file: ExerciseFile<Own>): Promise<void> {
  const options = file.default(envWith(stage));
  const url = await stage.serve(0, options, {
    around: (listener) => limitListener(listener, room, async () => {}),
  });
  const slow: RawClient[] = [];
  for (let i = 0; i < room; i++) {
    const raw = await stage.dial(url);
    await raw.send("G");
    slow.push(raw);
  }
  const client = stage.client({ queues: true, timeout: minutes });
  const asked = client.get(url);
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  asked.then(over, over);
  for (let i = 0; i < 20 && !isOver; i++) {
    await stage.passUntil(Promise.race([asked, stage.clock.sleep(pause)]), minutes);
    for (const raw of slow) await raw.send("E").catch(() => {});
  }
  await stage.passUntil(asked, 2 * minutes);
  for (const raw of slow) raw.close();
  client.close();
}

/** A client asks on a connection of its own, and does the rest there. */
function client(
  first: string,
  rest: (stage: Stage<object>, raw: RawClient) => Promise<void>,
): (stage: Stage<object>, file: ExerciseFile<Own>) => Promise<void> {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const raw = await stage.dial(url);
    await raw.send(first);
    await rest(stage, raw);
    raw.close();
  };
}

/** Waits for an answer on the connection. */
async function answer(stage: Stage<object>, raw: RawClient): Promise<void> {
  const answered = readAnswer(new BufioReader(raw.conn)).then((got) => stage.result(1, got));
  await stage.passUntil(answered, 10 * minutes);
}

const thenHalf = client(get, async (stage, raw) => {
  await answer(stage, raw);
  await raw.send(get.slice(0, 20));
  await stage.passUntil(raw.receiveAll(), 60 * minutes);
});

const slowUpload = client(
  `PUT / HTTP/1.1\r\nHost: service\r\nContent-Length: ${pieces * piece}\r\n\r\n`,
  async (stage, raw) => {
    for (let i = 0; i < pieces; i++) {
      await stage.passUntil(stage.clock.sleep(pause), minutes);
      await raw.send("x".repeat(piece)).catch(() => {});
    }
    await answer(stage, raw);
  },
);

const slowReport = client("GET /report HTTP/1.1\r\nHost: service\r\n\r\n", answer);

const asksAgain = client(get, async (stage, raw) => {
  await answer(stage, raw);
  await stage.passUntil(stage.clock.sleep(silence), minutes);
  await raw.send(get).catch(() => {});
  await answer(stage, raw);
});

/** Whether the one who sends a whole request is answered in time. */
function served(recording: Recording): Failure | null {
  const result = resultOn(recording, room + 1);
  if (result?.status === 200 && result.t <= patience) return null;
  const expected = `status 200 within ${seconds(patience)}`;
  const when = result === undefined ? "" : `, after ${seconds(result.t)}`;
  return { expected, seen: `${gotWords(result)}${when}`, at: result };
}

/** Whether half a request on a connection that was used before is ended in time. */
function ended(recording: Recording): Failure | null {
  const since = resultOn(recording, 1)?.t ?? 0;
  const end = recording.first("client.fin") ?? recording.first("client.error");
  const expected = `that the server ends the connection within ${seconds(patience)}`;
  if (end === undefined) return { expected, seen: "it is open an hour later" };
  return end.t - since <= patience
    ? null
    : { expected, seen: `it does so after ${seconds(end.t - since)}`, at: end };
}

/** Whether the upload is stored as a whole. */
function kept(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  const said = logWords(recording);
  if (result?.status === 201 && said.includes(stored(pieces * piece))) return null;
  const expected = `status 201, and an upload of ${pieces * piece} bytes that is stored`;
  return { expected, seen: `${gotWords(result)}; the log: ${said}`, at: result };
}

/** Whether the report arrives. */
function reported(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  if (result?.status === 200 && result.bytes === size && result.error === null) return null;
  return { expected: `status 200 and ${size} bytes`, seen: gotWords(result), at: result };
}

/** Whether the second request on the connection is answered. */
function again(recording: Recording): Failure | null {
  const [, second] = recording.all("client.result");
  if (second?.status === 200) return null;
  const expected = `status 200 after ${seconds(silence)} of silence`;
  return { expected, seen: gotWords(second), at: recording.first("rwc.close") ?? second };
}

export const slowHeadersExercise = defineExercise<Own>({
  lab: "slow-headers",
  task: "a service whose places are all taken by clients that never ask",
  behaviours: [
    {
      id: "served-in-a-full-house",
      text: "whoever sends a whole request is answered within ten seconds, while twenty others send theirs byte by byte",
      scenario: fullHouse,
      check: served,
      see: "run slow-headers --set limit=1",
    },
    {
      id: "half-on-a-used-connection",
      text: "half a request on a connection that was answered before does not hold its place for longer",
      scenario: thenHalf,
      check: ended,
      see: "step slow-headers",
    },
    {
      id: "slow-upload",
      text: "an upload of twenty seconds is stored",
      scenario: slowUpload,
      check: kept,
      see: "step slow-upload",
    },
    {
      id: "slow-report",
      text: "a report that takes thirty seconds arrives",
      scenario: slowReport,
      check: reported,
      see: "step silent-eof",
    },
    {
      id: "silent-and-back",
      text: "a client that was silent for thirty seconds can ask again on its connection",
      scenario: asksAgain,
      check: again,
      see: "run idle-race --set idleTimeout=60s --set pause=30s",
    },
  ],
  hints: [
    "How long does the server wait for the rest of a header? `eoflab step slow-headers`: which deadline is armed when a connection is accepted, and which one here?",
    "idleTimeout is for the time between two requests: it is over with the first byte of the next one. There are four timeouts; which of them ends with the header, and leaves body and answer alone?",
    "readTimeout would do for the header, but counts for the body as well. readHeaderTimeout does not.",
    "Add readHeaderTimeout: 5_000 beside idleTimeout: 60_000.",
  ],
  mutants: [
    { file: "read_timeout.ts", idea: "limit the reading", lacks: "slow-upload" },
    {
      file: "short_idle_timeout.ts",
      idea: "they are idle, so shorten idleTimeout",
      lacks: "served-in-a-full-house",
    },
    {
      file: "in_the_handler.ts",
      idea: "set a read deadline first thing in the handler",
      lacks: "served-in-a-full-house",
    },
    {
      file: "write_timeout.ts",
      idea: "limit the whole request with writeTimeout, too",
      lacks: "slow-report",
    },
    { file: "no_keep_alive.ts", idea: "free each place after its answer", lacks: "silent-and-back" },
  ],
});
