/**
 * Where the files of an exercise are: in the folder of its lab, as sources, in the repository and in the package.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EoflabError } from "../errors.ts";
import type { Exercise } from "../lab/exercise.ts";
import type { Lab } from "../lab/lab.ts";

const here = new URL("../../", import.meta.url);

/** Whether this is what was compiled, in `dist`. */
export const isCompiled = here.pathname.endsWith("/dist/");

/** The folder of the project or of the package, with a separator at its end. */
export const projectFolder = fileURLToPath(isCompiled ? new URL("../", here) : here);

/** The script by which the bundle of a room starts eoflab. */
export const launcher = "eoflab.mjs";

/** The folder's name of a lab: `01_silent_eof`. */
export function folderName({ number, id }: Pick<Lab, "number" | "id">): string {
  return `${String(number).padStart(2, "0")}_${id.replaceAll("-", "_")}`;
}

/** The paths of an exercise's files. */
export interface Sources {
  /** What is given to the user. */
  readonly exercise: string;
  readonly solution: string;
  /** Those of the mutants, in their order. */
  readonly mutants: readonly string[];
}

/** The paths of an exercise's files. */
export function sourcesOf(lab: Pick<Lab, "number" | "id">, { mutants }: Exercise): Sources {
  const folder = join(projectFolder, "labs", folderName(lab));
  return {
    exercise: join(folder, "exercise.ts"),
    solution: join(folder, "solution.ts"),
    mutants: mutants.map(({ file }) => join(folder, "mutants", file)),
  };
}

/**
 * The path of its solution.
 *
 * @throws EoflabError NOT_INSTALLED where there are none, as in the bundle of a room
 */
export function solutionOf(lab: Pick<Lab, "number" | "id">, exercise: Exercise): string {
  const { solution } = sourcesOf(lab, exercise);
  if (existsSync(solution)) return solution;
  throw new EoflabError(
    "NOT_INSTALLED",
    "this copy of eoflab was handed out without solutions: ask whoever did so",
  );
}
