/**
 * The exercise of lab 28, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Reader, type Recording, seconds, type TraceEvent } from "../../lib/mod.ts";
import { Lines } from "./lines.ts";
import { answerTo, Station } from "./station.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly checkIn: () => Promise<(line: string) => Promise<string>>;
  readonly linesOf: (from: Reader) => AsyncIterable<string>;
}

/** How long a station is checked in, and how long an answer takes, mostly and at its longest, in ms. */
const checkInTime = 100;
const quickly = 50;
const slowly = 120_000;

/** Who says nothing for so long is let go, in ms; so much later is still in time. */
const silence = 30_000;
const grace = 10_000;

/** The pauses of a station that talks, in ms. */
const pause = 20_000;

/** Within this time what can be done at once is done, in ms. */
const soon = 1_000;

function envWith(stage: Stage<object>, answerTime: number): Env<Own> {
  const checkIn: Own["checkIn"] = async () => {
    await stage.sleep(checkInTime);
    return async (line) => {
      await stage.sleep(answerTime);
      return answerTo(line);
    };
  };
  async function* linesOf(from: Reader): AsyncGenerator<string> {
    const lines = new Lines(from);
    for (let line = await lines.next(); line !== null; line = await lines.next()) yield line;
  }
  return { ...envOf(stage), checkIn, linesOf };
}

/** A station connects, talks as it does, and waits for the end. */
function reports(
  talk: (connect: Connect, stage: Stage<object>) => Promise<Station>,
  answerTime = quickly,
): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage, answerTime)));
    const station = await talk((line) => Station.connect(stage, url, line), stage);
    await station.ends();
  };
}

/** Connects, with a line in the request's segment or without. */
type Connect = (line?: string) => Promise<Station>;

const lineWithRequest = reports(async (connect) => {
  const station = await connect("a");
  await station.hears("a");
  await station.says("b");
  await station.hears("b");
  await station.hasSaidAll();
  return station;
});

const lineMeanwhile = reports(async (connect, stage) => {
  const station = await connect();
  await stage.passUntil(stage.saw("handler.sleep"), checkInTime / 2);
  const ahead = stage.next("rwc.read");
  await station.says("a");
  await stage.passUntil(ahead, checkInTime / 4);
  await station.hears("a");
  await station.says("b");
  await station.hears("b");
  await station.hasSaidAll();
  return station;
});

const hasSaidAll = reports(async (connect) => {
  const station = await connect();
  await station.isWelcome();
  await station.says("a");
  await station.hears("a");
  await station.hasSaidAll();
  return station;
});

const fallsSilent = reports(async (connect) => {
  const station = await connect();
  await station.isWelcome();
  await station.says("a");
  await station.hears("a");
  return station;
});

const neverSpeaks = reports(async (connect) => {
  const station = await connect();
  await station.isWelcome();
  return station;
});

/** Says these lines, with a pause before each. */
function talks(...lines: string[]): (connect: Connect) => Promise<Station> {
  return async (connect) => {
    const station = await connect();
    await station.isWelcome();
    for (const line of lines) {
      await station.isSilent(pause);
      await station.says(line);
      await station.hears(line);
    }
    await station.hasSaidAll();
    return station;
  };
}

/** The lines that the station has heard behind the 101. */
function heard(recording: Recording): string[] {
  const all = recording
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
  const begin = all.indexOf("\r\n\r\n");
  return begin === -1
    ? []
    : all
        .slice(begin + 4)
        .split("\n")
        .slice(0, -1);
}

/** Whether each of these lines was answered, and nothing else was. */
function answers(...lines: string[]): (recording: Recording) => Failure | null {
  return (recording) => {
    const wanted = lines.map(answerTo);
    const got = heard(recording);
    if (got.join("\n") === wanted.join("\n")) return null;
    return {
      expected: inWords(wanted),
      seen: got.length === 0 ? "no answer at all" : inWords(got),
      at: recording.last("client.read"),
    };
  };
}

const inWords = (lines: readonly string[]): string => lines.map((line) => `"${line}"`).join(", ");

/**
 * Whether a station that says nothing is let go, neither too early nor too late.
 *
 * @param since from when on it says nothing
 */
function isLetGo(
  since: (recording: Recording) => TraceEvent | undefined,
): (recording: Recording) => Failure | null {
  return (recording) => {
    const begin = since(recording);
    const close = recording.first("rwc.close");
    const left = recording.first("client.close")?.t ?? Number.POSITIVE_INFINITY;
    const from = (begin?.t ?? 0) + silence;
    const by = from + grace + soon;
    if (begin !== undefined && close !== undefined && close.t >= from && close.t <= by) return null;
    const isOpen = close === undefined || close.t >= left;
    return {
      expected: `that the connection is closed at ${seconds(from)}, or soon after`,
      seen: isOpen ? `it is still open at ${seconds(left)}` : `it is closed at ${seconds(close.t)}`,
      at: begin,
    };
  };
}

export const hijackExercise = defineExercise<Own>({
  lab: "hijack",
  task: "weather stations whose first line is lost, and whose connections stay for ever",
  behaviours: [
    {
      id: "line-with-request",
      text: "a first line that comes in one piece with the request is answered, and so is the next",
      scenario: lineWithRequest,
      check: answers("a", "b"),
      see: "step hijack",
    },
    {
      id: "line-meanwhile",
      text: "a first line that comes while the station is checked in is answered as it was sent, and so is the next",
      scenario: lineMeanwhile,
      check: answers("a", "b"),
      see: "run hijack --set early=behind",
    },
    {
      id: "ended-station",
      text: "a station that has said all has its answer, and is let go at once",
      scenario: hasSaidAll,
      check: (recording) => {
        const failure = answers("a")(recording);
        if (failure !== null) return failure;
        const said = recording.first("client.closeWrite");
        const close = recording.first("rwc.close");
        const by = (said?.t ?? 0) + soon;
        if (close !== undefined && close.t <= by) return null;
        return {
          expected: `that the connection is closed by ${seconds(by)}, as the station has said all`,
          seen: close === undefined ? "nobody closes it" : `it is closed at ${seconds(close.t)}`,
          at: recording.first("rwc.fin") ?? said,
        };
      },
      see: "run hijack --set readFrom=bufrw --set end=return",
    },
    {
      id: "silent-station",
      text: "a station that says nothing for 30 s, when it has been answered, is let go",
      scenario: fallsSilent,
      check: isLetGo((recording) => recording.all("handler.sleep")[1]),
      see: "run hijack --set idle=10s",
    },
    {
      id: "station-never-speaks",
      text: "a station that says nothing for 30 s, and has said nothing before, is let go",
      scenario: neverSpeaks,
      check: isLetGo((recording) => recording.first("handler.start")),
      see: "run hijack --set idle=10s",
    },
    {
      id: "talking-station",
      text: "a station that says something every 20 s is kept, for as long as it does",
      scenario: reports(talks("a", "b", "c", "d", "e")),
      check: answers("a", "b", "c", "d", "e"),
      see: "run hijack --set readFrom=bufrw --set idle=10s",
    },
    {
      id: "slow-answer",
      text: "a station that waits two minutes for each answer is kept",
      scenario: reports(talks("a", "b"), slowly),
      check: answers("a", "b"),
      see: "run hijack --set readFrom=bufrw --set idle=10s",
    },
  ],
  hints: [
    "How many bytes has the server read when the handler takes the connection, and where are those behind the request? Run `eoflab step hijack`.",
    "hijack gives a reader beside the connection: it begins with what was read already. And what the server did for a connection, its timeouts and closing it, is over: who does it now?",
    "conn.setReadDeadline(at), for an instant of the server's clock, ends a read with an error. It stays set: it must be set anew each time that the waiting for a line begins, which is not when a line comes.",
    "`const { conn, reader } = …` and `linesOf(reader)`; `conn.setReadDeadline(clock.now() + 30_000)` (the clock is in the env) after each write, that of the 101 too; all that follows hijack in a try, with `finally { conn.close(); }`.",
  ],
  mutants: [
    {
      file: "hijacks_first.ts",
      idea: "take the connection before the server can read anything ahead",
      lacks: "line-with-request",
    },
    {
      file: "servers_timeout.ts",
      idea: "the server has an idleTimeout for connections that say nothing",
      lacks: "silent-station",
    },
    {
      file: "closes_on_error.ts",
      idea: "the connection is closed when reading fails",
      lacks: "ended-station",
    },
    {
      file: "one_deadline.ts",
      idea: "a deadline of 30 s, when the connection is taken over",
      lacks: "talking-station",
    },
    {
      file: "when_a_line_comes.ts",
      idea: "30 s more, whenever a line comes",
      lacks: "slow-answer",
    },
  ],
});
