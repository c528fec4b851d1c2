/**
 * Grades what is handed in: a folder of folders, one for each person, with the files of their exercises.
 *
 * @module
 */

import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import { EoflabError, heard } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { type CheckOptions, checkFile, passed } from "./check.ts";
import { folderName, projectFolder } from "./sources.ts";

/** What came of one exercise of one person. */
export interface Grade {
  readonly person: string;
  /** The lab's id. */
  readonly lab: string;
  /**
   * `passed`; `failed`: not all holds; `broken`: it cannot be run, or not to its end; `as given`: nobody has changed it;
   * `missing`: it was not handed in; `unreadable`: it cannot be read, or is not in that folder.
   */
  readonly result: "passed" | "failed" | "broken" | "as given" | "missing" | "unreadable";
  /** The file, from the folder of all; `null` if there is none. */
  readonly file: string | null;
  /** The behaviours that do not hold, by their ids. */
  readonly failed: readonly string[];
  /** Of the first that does not hold, or of what is broken: what was seen, in words. */
  readonly why: string | null;
}

/** How it is graded. */
export type GradeOptions = Pick<CheckOptions, "runtime" | "path" | "signal" | "limit">;

/** So many files are checked at a time. */
const atOnce = 2;

/** How deep in a person's folder a file may be. */
const deepest = 4;

/** A file that somebody may have handed in. */
interface Candidate {
  readonly person: string;
  readonly lab: Lab;
  /** From the folder of all; `null` if nothing is there. */
  readonly file: string | null;
}

/**
 * Grades all of them, one after the other by person and lab; what is done first is told first.
 *
 * @param folder has a folder for each person
 * @param labs those with an exercise
 * @throws EoflabError INVALID_ARGUMENT when there is no such folder, or nobody in it; INTERRUPTED
 */
export async function* grade(
  folder: string,
  labs: readonly Lab[],
  options: GradeOptions,
): AsyncGenerator<Grade> {
  const root = realFolder(folder);
  const persons = peopleIn(root);
  if (persons.length === 0) {
    throw new EoflabError(
      "INVALID_ARGUMENT",
      `${folder}: want a folder for each person in it, and there is none`,
    );
  }
  const candidates = persons.flatMap((person) => candidatesOf(root, person, labs));
  const running: Promise<Grade>[] = [];
  for (const candidate of candidates) {
    running.push(heard(gradeOne(root, candidate, options)));
    if (running.length >= atOnce) yield await (running.shift() as Promise<Grade>);
  }
  for (const one of running) yield await one;
}

function realFolder(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (statSync(root).isDirectory()) return root;
  } catch (err) {
    const { code } = err as { code?: string };
    if (code !== "ENOENT" && code !== "ENOTDIR") throw err;
    throw new EoflabError("INVALID_ARGUMENT", `${folder}: there is no such folder`);
  }
  throw new EoflabError(
    "INVALID_ARGUMENT",
    `${folder}: this is a file, want a folder with a folder for each person`,
  );
}

/** The folders of the persons. */
function peopleIn(root: string): string[] {
  return readdirSync(root)
    .filter((name) => !name.startsWith(".") && kindOf(join(root, name), root)?.isDirectory() === true)
    .sort();
}

/** What of each exercise a person has handed in. Of several files with one name the one that is least deep counts. */
function candidatesOf(root: string, person: string, labs: readonly Lab[]): Candidate[] {
  const found = new Map<string, string>();
  let level = [person];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of level) {
      for (const name of namesIn(join(root, folder))) {
        const path = `${folder}/${name}`;
        const isFolder = kindOf(join(root, path), root)?.isDirectory() === true;
        if (isFolder && name !== "node_modules" && !name.startsWith(".")) below.push(path);
        if (!isFolder && !found.has(name)) found.set(name, path);
      }
    }
    level = below;
  }
  return labs.map((lab) => ({ person, lab, file: found.get(`${folderName(lab)}.ts`) ?? null }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** What a path is; `null` if that cannot be said, or a link leads out of the folder of all. */
function kindOf(path: string, root: string): Stats | null {
  try {
    const real = realpathSync(path);
    return real.startsWith(root + sep) ? statSync(real) : null;
  } catch {
    return null;
  }
}

async function gradeOne(
  root: string,
  { person, lab, file }: Candidate,
  options: GradeOptions,
): Promise<Grade> {
  const said = (
    result: Grade["result"],
    why: string | null = null,
    failed: readonly string[] = [],
  ): Grade => ({
    person,
    lab: lab.id,
    result,
    file,
    failed,
    why,
  });
  if (file === null) return said("missing");
  const path = join(root, file);
  if (kindOf(path, root)?.isFile() !== true) return said("unreadable", "it is no file in that folder");
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch (err) {
    return said("unreadable", (err as Error).message);
  }
  if (source.trim() === givenText(lab).trim()) return said("as given");
  const checked = await checkFile({ ...options, lab: lab.id, file: path });
  const failures = [...checked.behaviours.values()].flatMap((one) => (one.kind === "failed" ? [one] : []));
  const failed = failures.map(({ id }) => id);
  if (checked.broken !== null) {
    const { what, where } = checked.broken;
    return said("broken", where === null ? what : `line ${where.line}: ${what}`, failed);
  }
  if (passed(checked)) return said("passed");
  const [first] = failures;
  return said(
    "failed",
    first === undefined ? null : `expected ${first.expected}; seen ${first.seen}`,
    failed,
  );
}

function givenText(lab: Lab): string {
  return readFileSync(join(projectFolder, "labs", folderName(lab), "exercise.ts"), "utf8");
}
