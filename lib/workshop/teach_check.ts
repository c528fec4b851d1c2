/**
 * Checks the exercises themselves: what is given fails, the solution passes, and no mutant does; each hint tells something,
 * and each question of the lab has an answer.
 *
 * @module
 */

import type { Exercise } from "../lab/exercise.ts";
import { defaults } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import { runLab } from "../lab/run.ts";
import { type Checked, type CheckOptions, checkFile, passed } from "./check.ts";
import { solutionOf, sourcesOf } from "./sources.ts";

/** How a file of an exercise is checked. */
export type TeachOptions = Pick<CheckOptions, "runtime" | "path" | "signal">;

/** What is wrong with an exercise, a sentence each; empty if nothing is. */
export async function teachCheck(lab: Lab, exercise: Exercise, options: TeachOptions): Promise<string[]> {
  const { behaviours, mutants, hints } = exercise;
  const sources = sourcesOf(lab, exercise);
  const solution = solutionOf(lab, exercise);
  const check = (file: string): Promise<Checked> => checkFile({ ...options, lab: lab.id, file });
  const wrong: string[] = [];
  if (hints.length === 0 || hints.length > 4) wrong.push(`it has ${hints.length} hints: want 1 to 4`);
  for (const [i, hint] of hints.entries()) {
    if (hint.trim() === "" || hints.indexOf(hint) !== i) wrong.push(`hint ${i + 1} tells nothing new`);
  }
  wrong.push(...(await unanswered(lab)));
  if (mutants.length < 3) wrong.push(`it has ${mutants.length} mutants: want 3 at least`);
  if (behaviours.length < 2) wrong.push(`it has ${behaviours.length} behaviours: want 2 at least`);

  const given = await check(sources.exercise);
  if (given.broken !== null) wrong.push(`exercise.ts is to fail by what it does: ${said(given)}`);
  else if (passed(given)) wrong.push("exercise.ts passes, and there is nothing to repair");

  const solved = await check(solution);
  if (!passed(solved)) wrong.push(`solution.ts does not pass: ${said(solved)}`);

  for (const [i, { file, lacks }] of mutants.entries()) {
    const result = await check(sources.mutants[i] ?? "");
    if (result.broken !== null) wrong.push(`mutants/${file} is to fail by what it does: ${said(result)}`);
    else if (result.behaviours.get(lacks)?.kind !== "failed") {
      wrong.push(`mutants/${file} does not lack ${lacks}: ${said(result)}`);
    }
  }
  return wrong;
}

/** What is wrong with the questions of a lab, in a run at its default knobs. */
async function unanswered(lab: Lab): Promise<string[]> {
  const recording = await runLab(lab, { knobs: defaults(lab.knobs), clock: { mode: "virtual", speed: 1 } });
  return lab.questions.flatMap((question) => {
    const { id, kind, before, answer, why } = question;
    if (before(recording) === undefined) return [`the lab's question ${id} is never asked`];
    const is = answer(recording);
    const isOne = kind.type === "choice" ? kind.of(recording).includes(String(is)) : Number.isFinite(is);
    return isOne && why(recording).trim() !== "" ? [] : [`the lab's question ${id} has no answer: ${is}`];
  });
}

/** What came of a check, in a line. */
function said({ behaviours, broken }: Checked): string {
  if (broken !== null) return `${broken.what}${broken.where === null ? "" : ` (line ${broken.where.line})`}`;
  const failed = [...behaviours.values()].flatMap((one) =>
    one.kind === "failed" ? [`${one.id} (expected ${one.expected}, seen ${one.seen})`] : [],
  );
  return failed.length === 0 ? "everything holds" : failed.join("; ");
}
