/**
 * The exercise of lab 21, and what is true of a program that ends in order.
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
import { gotWords, logWords, resultOn } from "../../lib/lab/observe.ts";
import { logged } from "../../lib/lab/outcome.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Recording, Server, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What can be told to end. */
interface Ending {
  shutdown(signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** What a program does at SIGTERM. */
type End = (server: Ending) => void | Promise<void>;

/** What the file is given beside the clock and the log. */
interface Own {
  readonly work: () => Promise<Uint8Array>;
  readonly onTerm: (end: End) => void;
}

const minutes = 60_000;

/** How long the work takes that is to be waited for, in ms; of what hangs, longer than anybody waits. */
const short = 7_000;
const hangs = 30 * minutes;

/** How long after SIGTERM a program that still runs is killed, in ms. */
const grace = 10_000;

/** How large an answer is. */
const size = 500;

/** A program: it serves, and it can be told to end. */
class Program {
  readonly url: string;
  readonly #stage: Stage<object>;
  readonly #server: Server;
  readonly #end: End | null;
  /** Set once, when the program ends. */
  #ended = false;

  private constructor(stage: Stage<object>, url: string, server: Server, end: End | null) {
    this.#stage = stage;
    this.url = url;
    this.#server = server;
    this.#end = end;
  }

  static async start(stage: Stage<object>, file: ExerciseFile<Own>, workTime: number): Promise<Program> {
    let end: End | null = null;
    const env: Env<Own> = {
      ...envOf(stage),
      work: async () => {
        await stage.sleep(workTime);
        return makeBody("text", size, 1);
      },
      onTerm: (given) => {
        end = given;
      },
    };
    const made: Server[] = [];
    class Told extends Server {
      constructor(options: ConstructorParameters<typeof Server>[0]) {
        super(options);
        made.push(this);
      }
    }
    const url = await stage.serve(0, file.default(env), { Served: Told });
    const [server] = made;
    if (server === undefined) throw new Error("no server was made");
    return new Program(stage, url, server, end);
  }

  /**
   * Sends it SIGTERM. It ends when what it does then is done, and is killed when its time is over.
   *
   * @returns when it has ended
   */
  async term(): Promise<void> {
    const { clock, trace } = this.#stage;
    const killed = new Promise<void>((resolve) => {
      const timer = clock.after(grace, () => {
        this.#exit("kill");
        resolve();
      });
      this.#stage.atEnd(() => timer.cancel());
    });
    trace.emit("server.shutdown", 0, { how: "term" });
    // A program that has nothing to do at SIGTERM ends by it.
    const over = (async () => this.#end?.(this.#ending()))().then(
      () => this.#exit("exit"),
      () => this.#exit("exit"),
    );
    await Promise.race([killed, over]);
  }

  /** What the program is given to end: its server, and what becomes of it is in the recording. */
  #ending(): Ending {
    const { trace } = this.#stage;
    return {
      shutdown: async (signal) => {
        trace.emit("server.shutdown", 0, { how: "shutdown" });
        try {
          await this.#server.shutdown(signal);
          if (!this.#ended) trace.emit("server.down", 0, { error: null });
        } catch (err) {
          const error = err instanceof Error ? err.message : String(err);
          if (!this.#ended) trace.emit("server.down", 0, { error });
          throw err;
        }
      },
      close: () => {
        trace.emit("server.shutdown", 0, { how: "close" });
        this.#server.close();
      },
    };
  }

  /** The program ends, and its connections with it. */
  #exit(how: "exit" | "kill"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stage.trace.emit("server.shutdown", 0, { how });
    this.#server.close();
  }
}

/** One connection is idle, on another somebody waits, and the program is told to end; then somebody else comes. */
function deploy(workTime: number): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const program = await Program.start(stage, file, workTime);
    const idle = await stage.dial(program.url);
    const waits = stage.client();
    const answered = waits.get(program.url);
    await stage.passUntil(stage.saw("handler.sleep"), minutes);
    const ended = program.term();
    await stage.passUntil(stage.saw("server.shutdown"), minutes);
    const late = stage.client({ timeout: minutes });
    const refused = late.get(program.url);
    await stage.passUntil(ended, minutes);
    await stage.passUntil(Promise.all([answered, refused]), minutes);
    idle.close();
    waits.close();
    late.close();
  };
}

const shortWork = deploy(short);
const stuckWork = deploy(hangs);

/** The connections of those who wait, and of those who come late. */
const waiting = 2;
const late = 3;

const term = (recording: Recording) => recording.all("server.shutdown").find((e) => e.how === "term");
const exit = (recording: Recording) =>
  recording.all("server.shutdown").find((e) => e.how === "exit" || e.how === "kill");

/** How long after SIGTERM something was, in words. */
function after(recording: Recording, t: number): string {
  return `${seconds(t - (term(recording)?.t ?? 0))} after SIGTERM`;
}

function answered(recording: Recording): Failure | null {
  const result = resultOn(recording, waiting);
  if (result?.status === 200 && result.bytes === size && result.error === null) return null;
  const expected = `an answer of ${size} bytes, ${seconds(short)} after SIGTERM`;
  if (result === undefined) return { expected, seen: "no answer", at: exit(recording) };
  return { expected, seen: `${gotWords(result)}, ${after(recording, result.t)}`, at: result };
}

function refused(recording: Recording): Failure | null {
  const accepted = recording.all("client.connected").find((e) => e.conn === late);
  if (accepted === undefined) return null;
  const seen = `the one who comes late is connected, and gets: ${gotWords(resultOn(recording, late))}`;
  return { expected: "connection refused", seen, at: accepted };
}

/** Whether the program ended by itself, and in that time after SIGTERM. */
function endsWithin(ms: number, why: string): (recording: Recording) => Failure | null {
  return (recording) => {
    const ended = exit(recording);
    const took = (ended?.t ?? Number.POSITIVE_INFINITY) - (term(recording)?.t ?? 0);
    if (ended?.how === "exit" && took <= ms) return null;
    const expected = `that the program ends by itself within ${seconds(ms)}, ${why}`;
    if (ended === undefined) return { expected, seen: "it runs on" };
    const seen = ended.how === "kill" ? "it is killed" : "it ends";
    return { expected, seen: `${seen} ${after(recording, ended.t)}`, at: ended };
  };
}

/** Whether the log says more than what was known at SIGTERM. */
function saysMore(recording: Recording): boolean {
  const told = term(recording)?.t ?? 0;
  return recording.all("handler.log").some(({ t }) => t > told);
}

const saysAll = (recording: Recording): boolean => logged(recording).includes("all answered");

export const shutdownExercise = defineExercise<Own>({
  lab: "shutdown",
  task: "a program that cuts off its clients at every deploy",
  behaviours: [
    {
      id: "answer-arrives",
      text: "whoever waits at SIGTERM gets the answer, seven seconds later",
      scenario: shortWork,
      check: answered,
      see: "step shutdown",
    },
    {
      id: "late-is-refused",
      text: "whoever comes after SIGTERM is refused",
      scenario: shortWork,
      check: refused,
      see: "step shutdown",
    },
    {
      id: "ends-soon",
      text: "the program ends as soon as nobody waits any more",
      scenario: shortWork,
      check: endsWithin(short + 500, `since the last answer is out after ${seconds(short)}`),
      see: "run shutdown",
    },
    {
      id: "ends-in-time",
      text: "the program ends by itself before it is killed, also if a handler hangs",
      scenario: stuckWork,
      check: endsWithin(grace - 1, `as it is killed after ${seconds(grace)}`),
      see: "run shutdown --set handlerTime=30s --set patience=8s",
    },
    {
      id: "log-when-answered",
      text: 'the log says "all answered" when that is so',
      scenario: shortWork,
      check: (recording) =>
        saysAll(recording)
          ? null
          : { expected: 'the line "all answered"', seen: logWords(recording), at: exit(recording) },
      see: "run shutdown",
    },
    {
      id: "log-when-cut",
      text: "when somebody was cut off, the log says something of it, and not that all were answered",
      scenario: stuckWork,
      check: (recording) =>
        saysMore(recording) && !saysAll(recording)
          ? null
          : {
              expected: "a line at the end that says that somebody was cut off",
              seen: logWords(recording),
              at: exit(recording),
            },
      see: "run shutdown --set handlerTime=30s --set patience=8s",
    },
  ],
  hints: [
    "The program ends when what onTerm was given is done. When is that here? `eoflab step shutdown` shows when shutdown returns.",
    "shutdown returns a promise, which nobody waits for: so the program ends at once, in the middle of shutdown. And a handler that hangs makes it wait for ever: what may end the waiting?",
    "shutdown takes an AbortSignal, and rejects when it is aborted: what is left then is for close. The time goes by `clock` (clock.after, which gives a timer to cancel).",
    "async (server) => { const limit = new AbortController(); const timer = clock.after(8_000, () => limit.abort()); try { await server.shutdown(limit.signal); log(…) } catch { server.close(); log(…) } finally { timer.cancel() } }",
  ],
  mutants: [
    { file: "closes.ts", idea: "stop at once, with close", lacks: "answer-arrives" },
    { file: "waits_for_ever.ts", idea: "wait for shutdown, however long it takes", lacks: "ends-in-time" },
    { file: "serves_on.ts", idea: "give everybody eight seconds, then stop", lacks: "late-is-refused" },
    {
      file: "sits_it_out.ts",
      idea: "shut down, and end after eight seconds in any case",
      lacks: "ends-soon",
    },
    {
      file: "says_all_is_well.ts",
      idea: "log that all are answered at the end, whatever the end was",
      lacks: "log-when-cut",
    },
    { file: "too_little_time.ts", idea: "five seconds are enough for everybody", lacks: "answer-arrives" },
  ],
});
