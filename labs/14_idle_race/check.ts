/**
 * The exercise of lab 14, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, resultOn } from "../../lib/lab/observe.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type RawClient, type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly book: (order: Uint8Array) => Promise<void>;
}

const minutes = 60_000;

/** How long the balancer keeps a silent connection, and how long a request may be under way, in ms. */
const kept = 60_000;
const delay = 500;

/** When a connection must be gone on which nothing comes, or half an order, in ms. */
const silent = 2 * minutes;
const half = 10_000;

const order = "sock=left";
const head = `POST /orders HTTP/1.1\r\nHost: orders\r\nContent-Length: ${order.length}\r\n\r\n`;

function envWith(stage: Stage<object>): Env<Own> {
  return { ...envOf(stage), book: async () => {} };
}

/** The balancer sends an order, and does the rest on the same connection. */
function balancer(rest: (stage: Stage<object>, raw: RawClient) => Promise<void>): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const raw = await stage.dial(url);
    await raw.send(head + order);
    const br = new BufioReader(raw.conn);
    const answered = async (): Promise<void> => stage.result(1, await readAnswer(br));
    await stage.passUntil(answered(), 10 * minutes);
    await rest(stage, raw);
    raw.close();
  };
}

/** Another order after that time. */
function asksAgain(after: number): Behaviour<Own>["scenario"] {
  return balancer(async (stage, raw) => {
    await stage.passUntil(stage.clock.sleep(after), 10 * minutes);
    await raw.send(head + order).catch(() => {});
    const again = readAnswer(new BufioReader(raw.conn)).then((got) => stage.result(1, got));
    await stage.passUntil(again, 10 * minutes);
  });
}

/** It sends that, and then nothing; whoever ends the connection is the server, or nobody. */
function falls(bytes: string): Behaviour<Own>["scenario"] {
  return balancer(async (stage, raw) => {
    if (bytes !== "") await raw.send(bytes);
    await stage.passUntil(raw.receiveAll(), 60 * minutes);
  });
}

const soon = asksAgain(1_000);
const atTheLast = asksAgain(kept + delay);
const saysNothing = falls("");
const halfAHeader = falls(head.slice(0, 30));
const halfABody = falls(head + order.slice(0, 4));

/** Whether the second order on the connection was answered. */
function answeredAgain(recording: Recording): Failure | null {
  const [first, second] = recording.all("client.result");
  const expected = "status 200 for both orders, on one connection";
  if (first?.status !== 200) return { expected, seen: `the first one gets ${gotWords(first)}`, at: first };
  if (second?.status === 200) return null;
  const closed = recording.first("rwc.close") ?? second;
  const when = closed === undefined ? "" : `; the server had closed at ${seconds(closed.t)}`;
  return { expected, seen: `the second one gets ${gotWords(second)}${when}`, at: closed };
}

/** Whether the server ended the connection within that time after the first answer. */
function endsWithin(ms: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const since = resultOn(recording, 1)?.t ?? 0;
    const end = recording.first("client.fin") ?? recording.first("client.error");
    const expected = `that the server ends the connection within ${seconds(ms)}`;
    if (end === undefined) return { expected, seen: "it is open an hour later" };
    if (end.t - since <= ms) return null;
    return { expected, seen: `it does so after ${seconds(end.t - since)}`, at: end };
  };
}

export const idleRaceExercise = defineExercise<Own>({
  lab: "idle-race",
  task: "orders that get lost behind a load balancer",
  behaviours: [
    {
      id: "kept-for-the-balancer",
      text: "an order that leaves the balancer at its last moment, after 60 s of silence, is answered",
      scenario: atTheLast,
      check: answeredAgain,
      see: "step idle-race",
    },
    {
      id: "used-again",
      text: "an order that comes a second later is answered on the same connection",
      scenario: soon,
      check: answeredAgain,
      see: "run idle-race --set pause=1s",
    },
    {
      id: "silence-ends",
      text: "a connection on which nothing comes any more is closed within two minutes",
      scenario: saysNothing,
      check: endsWithin(silent),
      see: "run idle-race --set race=fin-first --set pause=10s",
    },
    {
      id: "half-a-header",
      text: "half a header does not hold a connection for longer than ten seconds",
      scenario: halfAHeader,
      check: endsWithin(half),
      see: "step slow-headers",
    },
    {
      id: "half-a-body",
      text: "half a body does not hold a connection for longer than ten seconds",
      scenario: halfABody,
      check: endsWithin(half),
      see: "step slow-upload",
    },
  ],
  hints: [
    "When does the server close a silent connection? `eoflab step idle-race`, and look at the deadline after the answer. Which option is it here? Nobody has set one for it.",
    "Without an idleTimeout the server takes its readTimeout for it, as Go's does: five seconds, and the balancer counts on sixty.",
    "The side that sends requests has to be the one that closes. So the server's time must be longer than the balancer's, by more than a request is under way; but not without end. And what limits half an order stays.",
    "Add idleTimeout: 75_000 beside readTimeout: 5_000.",
  ],
  mutants: [
    {
      file: "longer_reads.ts",
      idea: "let readTimeout be longer than the balancer's time",
      lacks: "half-a-body",
    },
    {
      file: "as_long_as_the_balancer.ts",
      idea: "the same 60 seconds on both sides",
      lacks: "kept-for-the-balancer",
    },
    { file: "for_ever.ts", idea: "never close an idle connection", lacks: "silence-ends" },
    { file: "no_keep_alive.ts", idea: "no kept connection, no race", lacks: "used-again" },
    {
      file: "only_the_header.ts",
      idea: "limit the header with readHeaderTimeout, and nothing else",
      lacks: "half-a-body",
    },
  ],
});
