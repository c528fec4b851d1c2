/**
 * The exercise of lab 06, and what is true of a repaired access log.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, resultOn } from "../../lib/lab/observe.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { error, type Handler, type Recording, ResponseController, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly app: Handler;
}

const minutes = 60_000;

/** How large an answer is, in bytes. */
const size = 200;

/** How long the report and the export take, in ms; the service gives ten seconds to an answer that does not ask for more. */
const reportTime = 60_000;
const exportTime = 20_000;

/** How long the pause between two events is, in ms. */
const pause = 2_000;

/** The service behind the access log. */
function appOn(stage: Stage<object>): Handler {
  return async (w, r) => {
    switch (r.url.path) {
      case "/quick":
        await w.write(makeBody("text", size, 1));
        return;
      case "/report":
        await stage.sleep(reportTime);
        await w.write(makeBody("text", size, 1));
        return;
      case "/export":
        new ResponseController(w).setWriteDeadline(stage.clock.now() + minutes);
        await stage.sleep(exportTime);
        await w.write(makeBody("text", size, 1));
        return;
      case "/events":
        for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
          await w.write(event);
          await new ResponseController(w).flush();
          await stage.sleep(pause);
        }
        return;
      case "/broken":
        await stage.sleep(1_000);
        throw new NoSuchOrder();
      default:
        await error(w, "not found", 404);
    }
  };
}

/** What the handler did not expect. Its stack is left out, since it differs from machine to machine. */
class NoSuchOrder extends Error {
  constructor() {
    super("no such order");
    this.stack = "";
  }
}

/** One client asks for that path. */
function asks(path: string): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const env: Env<Own> = { ...envOf(stage), app: appOn(stage) };
    const url = await stage.serve(0, file.default(env));
    const client = stage.client();
    await stage.passUntil(client.get(`${url}${path}`), 10 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

const late = asks("/report");
const inTime = asks("/quick");
const missing = asks("/missing");
const moved = asks("/export");
const broken = asks("/broken");
const events = asks("/events");

/** Whether the access log has one line, and that is as it has to be. */
function oneLine(
  expected: string,
  fits: (line: string) => boolean,
): (recording: Recording) => Failure | null {
  return (recording) => {
    const lines = recording.all("handler.log");
    const [line] = lines;
    if (line !== undefined && lines.length === 1 && fits(line.line)) return null;
    const seen = lines.length === 0 ? "no line" : lines.map((e) => `"${e.line}"`).join(" and ");
    return { expected: `one line: ${expected}`, seen, at: line ?? recording.last("handler.return") };
  };
}

/** Whether the one line is exactly that. */
function exactly(line: string): (recording: Recording) => Failure | null {
  return oneLine(`"${line}"`, (is) => is === line);
}

/** Whether the client of a handler that throws gets no status. */
function noStatus(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  if (result !== undefined && result.status === null) return null;
  return { expected: "no status, and EOF", seen: gotWords(result), at: result };
}

/** Whether the first event arrives when it is made. */
function arrives(recording: Recording): Failure | null {
  const first = recording.all("client.read").find((e) => atob(e.data).includes("data: 1"));
  const made = recording.first("handler.sleep");
  if (first !== undefined && made !== undefined && first.t < made.t + pause) return null;
  const seen = first === undefined ? gotWords(resultOn(recording, 1)) : `it arrives at ${seconds(first.t)}`;
  return { expected: "that the first event arrives before the second is made", seen, at: first };
}

export const tellTheTruthExercise = defineExercise<Own>({
  lab: "tell-the-truth",
  task: "an access log that says 200 for an answer that nobody got",
  behaviours: [
    {
      id: "late-has-its-error",
      text: "an answer that did not leave has a line with its error",
      scenario: late,
      check: oneLine('"GET /report 200 200 error: …", with i/o timeout in it', (line) =>
        /^GET \/report 200 200\b.*i\/o timeout/.test(line),
      ),
      see: "step tell-the-truth",
    },
    {
      id: "in-time-has-none",
      text: "an answer that left has its line, without an error",
      scenario: inTime,
      check: exactly(`GET /quick 200 ${size}`),
      see: "run tell-the-truth --set handlerTime=9s",
    },
    {
      id: "other-status",
      text: "so does one with another status",
      scenario: missing,
      check: exactly("GET /missing 404 10"),
      see: "run tell-the-truth --set handlerTime=9s --set middleware=plain",
    },
    {
      id: "moved-deadline",
      text: "so does one that takes long, and whose handler has asked for more time",
      scenario: moved,
      check: exactly(`GET /export 200 ${size}`),
      see: "run longer-please --set extend=each",
    },
    {
      id: "throw-has-its-line",
      text: "a handler that throws has a line with its error",
      scenario: broken,
      check: oneLine('"GET /broken …", with no such order in it', (line) =>
        /^GET \/broken .*no such order/.test(line),
      ),
      see: "run panic",
    },
    {
      id: "throw-as-before",
      text: "the client of a handler that throws gets no status, as before",
      scenario: broken,
      check: noStatus,
      see: "run panic",
    },
    {
      id: "events-as-made",
      text: "events arrive when they are made",
      scenario: events,
      check: arrives,
      see: "step longer-please",
    },
  ],
  hints: [
    "When the line is written, has the answer left? `eoflab run tell-the-truth --set middleware=plain`: what comes behind the line?",
    "A flush behind the handler, and before the line, does what the server would do anyway, and says how it went: new ResponseController(w).flush() rejects.",
    "And a handler that throws never comes to the line. It needs a catch that writes the line and throws on. No flush there: it would send a 200 for an answer that there is not.",
    "In a try: await app(watched, r), then the flush, whose error is kept; in the catch: keep the error and throw it again; in the finally: the line, with the error behind it if there is one.",
  ],
  mutants: [
    { file: "logs_first.ts", idea: "flush, behind the line", lacks: "late-has-its-error" },
    { file: "two_lines.ts", idea: "a second line for what went wrong", lacks: "late-has-its-error" },
    {
      file: "flushes_in_any_case.ts",
      idea: "flush in the finally, whatever the handler did",
      lacks: "throw-as-before",
    },
    {
      file: "swallows_the_error.ts",
      idea: "log what the handler throws, and that is that",
      lacks: "throw-as-before",
    },
    {
      file: "looks_at_the_clock.ts",
      idea: "whatever took longer than the timeout has failed",
      lacks: "moved-deadline",
    },
    { file: "keeps_it_all.ts", idea: "collect the answer, and write it at the end", lacks: "events-as-made" },
  ],
});
