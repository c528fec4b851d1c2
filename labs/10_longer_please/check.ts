/**
 * The exercise of lab 10, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly lines: () => AsyncIterable<Uint8Array>;
  readonly archive: Uint8Array;
}

/** What anybody may take for a line, or for the archive, in ms. */
const timeToWrite = 10_000;

/** Within this time a line is there when it is there. */
const soon = 1_000;

const minutes = 60_000;

/** More than the kernels take while nobody reads. */
const large = 16_000_000;

/** How long the builds work for each of their lines, in ms. */
const steady = [4_000, 4_000, 4_000, 4_000, 4_000];
const silent = [4_000, 60_000, 4_000, 60_000];

/** What a build and its archive are. */
interface Build {
  /** How long it works for each line. */
  readonly times?: readonly number[];
  /** The line so many-th, from 1. */
  readonly line?: (i: number) => Uint8Array;
  readonly archive?: number;
}

function envWith(
  stage: Stage<object>,
  { times = steady, line = shortLine, archive = 5_000 }: Build,
): Env<Own> {
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (const [i, ms] of times.entries()) {
      await stage.sleep(ms);
      yield line(i + 1);
    }
  }
  return { ...envOf(stage), lines, archive: new Uint8Array(archive) };
}

function shortLine(i: number): Uint8Array {
  return new TextEncoder().encode(textOf(i));
}

const textOf = (i: number): string => `data: ${i}\n\n`;

/** One client asks, and reads all that comes. */
function asks(path: string, build: Build): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, build)));
    const client = stage.client();
    await stage.passUntil(client.get(`${url}${path}`), 60 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

/** One client asks, and reads nothing. */
function stalls(path: string, build: Build): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, build)));
    const raw = await stage.dial(url);
    await raw.send(`GET ${path} HTTP/1.1\r\nHost: builds\r\n\r\n`);
    await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
    raw.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

const watchesSteady = asks("/", { times: steady });

/** When each line had arrived; those that never did are missing. */
function arrivals(recording: Recording, lines: number): number[] {
  const times: number[] = [];
  let text = "";
  for (const { t, data } of recording.all("client.read")) {
    text += atob(data);
    while (times.length < lines && text.includes(textOf(times.length + 1))) times.push(t);
  }
  return times;
}

/** Whether the client has the whole log. */
function whole(lines: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = recording.last("client.result");
    const got = arrivals(recording, lines).length;
    const { status = null, error = null } = result ?? {};
    if (status === 200 && error === null && got === lines) return null;
    const end = result === undefined ? "no end of it within an hour" : (error ?? `status ${status}`);
    return { expected: `all ${lines} lines`, seen: `${got} lines, and then: ${end}`, at: result };
  };
}

/** Whether each line arrives when the build has it. */
function inTime(recording: Recording): Failure | null {
  const there = recording.all("handler.wake");
  const arrived = arrivals(recording, steady.length);
  for (const [i, ready] of there.entries()) {
    const at = arrived[i];
    if (at !== undefined && at <= ready.t + soon) continue;
    return {
      expected: `that line ${i + 1}, which is there at ${seconds(ready.t)}, arrives by ${seconds(ready.t + soon)}`,
      seen: at === undefined ? "it never arrives" : `it arrives at ${seconds(at)}`,
      at: ready,
    };
  }
  return null;
}

/** Whether the handler is freed from a client that reads nothing, so long after something. */
function cutOff(since: "handler.wake" | "handler.start"): (recording: Recording) => Failure | null {
  return (recording) => {
    const begin = recording.first(since);
    const end = recording.first("handler.return");
    const by = (begin?.t ?? 0) + timeToWrite;
    if (end !== undefined && end.t <= by) return null;
    return {
      expected: `that the handler ends by ${seconds(by)}`,
      seen: end === undefined ? "it still waits after 10 minutes" : `it ended at ${seconds(end.t)}`,
      at: recording.first("handler.write") ?? begin,
    };
  };
}

export const longerPleaseExercise = defineExercise<Own>({
  lab: "longer-please",
  task: "a log that is watched while it grows, on a server with a strict writeTimeout",
  behaviours: [
    {
      id: "whole-log",
      text: "whoever watches sees the whole log of a build of 20 s",
      scenario: watchesSteady,
      check: whole(steady.length),
      see: "step longer-please",
    },
    {
      id: "lines-in-time",
      text: "each line arrives when it is there, and not at the end",
      scenario: watchesSteady,
      check: inTime,
      see: "run longer-please --set extend=each",
    },
    {
      id: "silent-build",
      text: "whoever watches sees the whole log, when the build is silent for a minute, twice",
      scenario: asks("/", { times: silent }),
      check: whole(silent.length),
      see: "run longer-please --set extend=each --set every=60s --set events=2",
    },
    {
      id: "stalled-watcher",
      text: "a watcher who reads nothing is cut off 10 s after a line is there",
      scenario: stalls("/", { times: [1_000, 1_000], line: () => new Uint8Array(large) }),
      check: cutOff("handler.wake"),
      see: "step slow-reader",
    },
    {
      id: "archive-arrives",
      text: "whoever asks for the archive gets all of it",
      scenario: asks("/archive", {}),
      check: (recording) => {
        const result = recording.last("client.result");
        const { status = null, bytes = 0, error = null } = result ?? {};
        if (status === 200 && bytes === 5_000 && error === null) return null;
        const seen = result === undefined ? "no answer within an hour" : `status ${status}, ${bytes} bytes`;
        return {
          expected: "status 200 and all 5000 bytes",
          seen: error === null ? seen : error,
          at: result,
        };
      },
      see: "run silent-eof --set handlerTime=0s",
    },
    {
      id: "stalled-archive",
      text: "somebody who asks for the archive and reads nothing is cut off after 10 s",
      scenario: stalls("/archive", { archive: large }),
      check: cutOff("handler.start"),
      see: "step slow-reader",
    },
  ],
  hints: [
    "Two lines arrive, the third does not. What was armed when the request came, for how long, and did anything that was sent move it? Run `eoflab step longer-please`.",
    "No time is right for a whole log: builds differ. For what is 10 s the right time?",
    "ResponseController has setWriteDeadline(at), for an instant of the server's clock. A deadline that has passed while nobody wrote is as good as new when it is set anew; one that was set before a long silence has passed again after it.",
    "Leave the writeTimeout as it is. In the loop, before each w.write(line): `controller.setWriteDeadline(clock.now() + 10_000)`; the clock is in the env.",
  ],
  mutants: [
    {
      file: "longer_timeout.ts",
      idea: "ten minutes are enough for every build",
      lacks: "stalled-archive",
    },
    { file: "no_deadline.ts", idea: "a log without end gets no deadline", lacks: "stalled-watcher" },
    {
      file: "after_each_line.ts",
      idea: "move the deadline after each line",
      lacks: "silent-build",
    },
    {
      file: "no_timeout.ts",
      idea: "deadlines for lines, so no writeTimeout",
      lacks: "stalled-archive",
    },
    { file: "all_at_once.ts", idea: "write it all when the build is over", lacks: "lines-in-time" },
  ],
});
