/**
 * Which exercise is meant, and which file it is in.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { exercises } from "../../../labs/exercises.ts";
import { labs } from "../../../labs/mod.ts";
import type { Exercise } from "../../lab/exercise.ts";
import type { Lab } from "../../lab/lab.ts";
import { sourcesOf } from "../../workshop/sources.ts";
import { userFile, usualFolder } from "../../workshop/user_files.ts";
import { UsageError } from "../exit.ts";
import { findLab } from "../find_lab.ts";
import { invocation } from "../invocation.ts";
import type { ExerciseProgress } from "../progress/progress.ts";
import type { ProgressStore } from "../progress/store.ts";
import type { WorkshopArgs } from "./options.ts";

/** An exercise, and what its user has of it. */
export interface Chosen {
  readonly lab: Lab;
  readonly exercise: Exercise;
  /** The user's file. */
  readonly file: string;
  readonly progress: ExerciseProgress;
}

/** All labs that have an exercise, in their order. */
export const exerciseLabs: readonly Lab[] = exercises.flatMap(({ lab: id }) =>
  labs.filter((lab) => lab.id === id),
);

/**
 * The exercise that is named; without a name the one that was worked on last.
 *
 * @throws UsageError when the lab has none, or none is named and none was begun
 */
export function chosen({ lab: written, dir }: WorkshopArgs, store: ProgressStore): Chosen {
  const lab = written === undefined ? current(store) : labWithExercise(written);
  if (lab === undefined) {
    throw new UsageError(
      `which exercise? Begin with: ${invocation("workshop")} start ${exerciseLabs[0]?.id ?? ""}`,
    );
  }
  const known = store.lab(lab.id).exercise;
  const usual = userFile(dir ?? usualFolder, lab);
  const progress = known ?? { file: usual, passed: false, hints: 0, revealed: false };
  const file = dir === undefined ? progress.file : usual;
  return { lab, exercise: exerciseOf(lab), file, progress: { ...progress, file } };
}

/** @throws UsageError when there is no such lab, or it has no exercise */
export function labWithExercise(written: string): Lab {
  const lab = findLab(written);
  if (exerciseLabs.includes(lab)) return lab;
  const all = exerciseLabs.map(({ id }) => id).join(", ");
  throw new UsageError(`lab ${lab.id} has no exercise; these have: ${all}`);
}

/** The exercise of a lab that has one. */
export function exerciseOf({ id }: Lab): Exercise {
  const found = exercises.find((exercise) => exercise.lab === id);
  if (found === undefined) throw new Error(`lab ${id} has no exercise`);
  return found;
}

/** The text that an exercise is given with. */
export function givenText({ lab, exercise }: Pick<Chosen, "lab" | "exercise">): string {
  return readFileSync(sourcesOf(lab, exercise).exercise, "utf8");
}

/** Writes down what was done of an exercise. */
export function remember(
  store: ProgressStore,
  { lab }: Pick<Chosen, "lab">,
  exercise: ExerciseProgress,
): void {
  store.update(lab.id, (before) => ({ ...before, exercise }));
}

/** The exercise that was worked on last: of those that have not passed, if there is one. */
function current(store: ProgressStore): Lab | undefined {
  const { labs: known } = store.read();
  const at = (lab: Lab): string => known[lab.id]?.at ?? "";
  const begun = exerciseLabs.filter(({ id }) => known[id]?.exercise !== undefined);
  const open = begun.filter(({ id }) => known[id]?.exercise?.passed === false);
  return (open.length === 0 ? begun : open).sort((a, b) => (at(a) < at(b) ? 1 : -1))[0];
}
