/**
 * The exercise of lab 12, and what is true of a repaired server.
 *
 * @module
 */

import { defineExercise, type ExerciseFile, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, resultOn } from "../../lib/lab/observe.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Recording, seconds } from "../../lib/mod.ts";

/** A month to report on. */
interface Month {
  readonly days: readonly { compute(): void }[];
  text(): string;
}

/** What the file is given beside the clock and the log. */
interface Own {
  readonly load: () => Promise<Month>;
}

const minutes = 60_000;

/** How many days a month has here, and how long each is computed, in ms. */
const days = 20;
const dayTime = 100;

/** What may take how long, in ms. */
const healthTime = 600;
const aloneTime = 2_500;
const togetherTime = 5_000;

/** The report, as it is when nothing is missing. */
const whole = `${Array.from({ length: days }, (_, i) => `day ${i + 1}: ok`).join("\n")}\n`;

/** A month whose days are computed on the stage's clock, without a turn for anybody else. */
function monthOf(stage: Stage<object>): Month {
  const computed = new Set<number>();
  return {
    days: Array.from({ length: days }, (_, i) => ({
      compute: () => {
        stage.compute(dayTime);
        computed.add(i);
      },
    })),
    text: () =>
      whole
        .split("\n")
        .filter((_, i) => i >= days || computed.has(i))
        .join("\n"),
  };
}

/** Serves; whoever loads a month has it when `loads` is called. */
async function serve(stage: Stage<object>, file: ExerciseFile<Own>): Promise<{ url: string; loads(): void }> {
  let loads = (): void => {};
  const loaded = new Promise<void>((resolve) => {
    loads = resolve;
  });
  const load: Own["load"] = async () => {
    await loaded;
    return monthOf(stage);
  };
  return { url: await stage.serve(0, file.default({ ...envOf(stage), load })), loads };
}

/** One asks for the report, and when it is about to be computed, two others ask; the paths say what for. */
function together(
  ...paths: readonly string[]
): (stage: Stage<object>, file: ExerciseFile<Own>) => Promise<void> {
  return async (stage, file) => {
    const { url, loads } = await serve(stage, file);
    const clients = paths.map((path) => ({ path, client: stage.client({ timeout: minutes }) }));
    const asked: Promise<void>[] = [];
    for (const [i, { path, client }] of clients.entries()) {
      asked.push(client.get(`${url}${path}`));
      await stage.saw("client.write", (e) => e.conn === i + 1);
      if (i === 0) await stage.saw("handler.start");
    }
    loads();
    await stage.passUntil(Promise.all(asked), 10 * minutes);
    for (const { client } of clients) client.close();
  };
}

const alone = together("/report");
const withHealth = together("/report", "/health");
const two = together("/report", "/report");

/** Whether the client of that connection was answered in time; a report has to be all of it. */
function answered(conn: number, within: number, bytes: number): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = resultOn(recording, conn);
    const asked = recording.all("client.write").find((e) => e.conn === conn)?.t ?? 0;
    const expected = `status 200 and ${bytes} bytes within ${seconds(within)}`;
    if (result === undefined) return { expected, seen: "no answer" };
    const took = result.t - asked;
    if (result.status === 200 && result.bytes === bytes && result.error === null && took <= within)
      return null;
    return { expected, seen: `${gotWords(result)}, after ${seconds(took)}`, at: result };
  };
}

/** Whether both have their reports. */
function both(recording: Recording): Failure | null {
  return (
    [1, 2]
      .map((conn) => answered(conn, togetherTime, whole.length)(recording))
      .find((failure) => failure !== null) ?? null
  );
}

export const blockedLoopExercise = defineExercise<Own>({
  lab: "blocked-loop",
  task: "a service that is down while it computes",
  behaviours: [
    {
      id: "health-in-time",
      text: "/health answers within 600 ms while a report is computed",
      scenario: withHealth,
      check: answered(2, healthTime, "up\n".length),
      see: "step blocked-loop",
    },
    {
      id: "report-beside-health",
      text: "whoever asked for that report gets all of it",
      scenario: withHealth,
      check: answered(1, togetherTime, whole.length),
      see: "run blocked-loop --set elsewhere=on",
    },
    {
      id: "report-in-time",
      text: "whoever asks for a report alone gets all of it within 2.5 s",
      scenario: alone,
      check: answered(1, aloneTime, whole.length),
      see: "run blocked-loop --set compute=500ms",
    },
    {
      id: "two-reports",
      text: "two who ask at the same time both get theirs within 5 s",
      scenario: two,
      check: both,
      see: "run blocked-loop",
    },
  ],
  hints: [
    "Everybody shares one thread. `eoflab step blocked-loop`: what happens between the beginning and the end of the computation, and to whom?",
    "The days can be computed one by one; the others need a turn in between. Making the function async gives nobody a turn, nor does an await of something that is there already: what waits on sockets comes only when the loop comes round.",
    "A timer makes the loop come round: clock.sleep(ms) gives a promise. How often is often enough for 600 ms, at 100 ms for a day? And how long may each pause be?",
    "for (const day of month.days) { day.compute(); await clock.sleep(0); }",
  ],
  mutants: [
    { file: "awaits_nothing.ts", idea: "an await in the loop lets the others in", lacks: "health-in-time" },
    { file: "in_an_async_function.ts", idea: "what is async runs beside the rest", lacks: "health-in-time" },
    { file: "long_pauses.ts", idea: "pause for a while after each day", lacks: "report-in-time" },
    { file: "pauses_once.ts", idea: "pause in the middle", lacks: "health-in-time" },
    {
      file: "one_at_a_time.ts",
      idea: "one report at a time, 503 for whoever comes meanwhile",
      lacks: "two-reports",
    },
  ],
});
