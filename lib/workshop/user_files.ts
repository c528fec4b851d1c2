/**
 * The files that the user works in. What they have written there is never lost: it is replaced only when that was
 * asked for, and kept under another name then.
 *
 * @module
 */

import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { EoflabError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { ownModules } from "./own_modules.ts";
import { folderName } from "./sources.ts";

/** Where the exercises are put unless another folder is named. */
export const usualFolder = "exercises";

/** The path of a lab's exercise in a folder of the user's. */
export function userFile(folder: string, lab: Pick<Lab, "number" | "id">): string {
  return resolve(folder, `${folderName(lab)}.ts`);
}

/** What was done with a file. */
export interface Put {
  /** `new`: it was not there. `same`: it was, as it is given. `replaced`: it was another one. */
  readonly what: "new" | "same" | "replaced";
  /** Where that other one is now. */
  readonly backup: string | null;
}

/**
 * Puts a text into a file of the user's.
 *
 * @param force also where somebody has changed the file; that is kept under another name
 * @throws EoflabError CHANGED when the file was changed; INVALID_ARGUMENT when it cannot be written; NOT_PERMITTED on Deno. Nothing
 *   of the user's is lost then
 */
export function putFile(file: string, text: string, force: boolean): Put {
  return orSay(file, () => {
    makeFolder(resolve(file, ".."));
    if (!existsSync(file)) {
      create(file, text);
      return { what: "new", backup: null };
    }
    if (readFileSync(file, "utf8") === text) return { what: "same", backup: null };
    if (!force) {
      throw new EoflabError("CHANGED", `${file} is there already, and is not as it was given`);
    }
    const backup = keep(file);
    replace(file, text);
    return { what: "replaced", backup };
  });
}

/** What an editor, tsc and Deno need to know `eoflab` in a folder; files that are there already are left alone. */
export function putSettings(folder: string): void {
  const modules = Object.fromEntries(Object.entries(ownModules).map(([name, { href }]) => [name, href]));
  for (const [name, data] of Object.entries(settingsFor(modules))) {
    const file = join(folder, name);
    orSay(file, () => {
      if (!existsSync(file)) create(file, `${JSON.stringify(data, null, 2)}\n`);
    });
  }
}

/**
 * The same as data, by the names of the files.
 *
 * @param modules where each module is: a URL, or a path from the folder
 */
export function settingsFor(modules: Readonly<Record<string, string>>): Record<string, object> {
  const types = Object.entries(modules).map(([name, at]) => [name, [typesOf(at)]] as const);
  return {
    "tsconfig.json": {
      compilerOptions: {
        target: "es2023",
        lib: ["es2023", "dom"],
        module: "nodenext",
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        erasableSyntaxOnly: true,
        skipLibCheck: true,
        types: [],
        paths: Object.fromEntries(types),
      },
    },
    "deno.json": { imports: modules },
    "package.json": { private: true, type: "module" },
  };
}

/** The path of a module's types. */
function typesOf(at: string): string {
  const path = at.startsWith("file:") ? new URL(at).pathname : at;
  return path.replace(/\.js$/, ".d.ts");
}

/** Makes a folder, with those that it is in, unless it is there. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (err) {
    if ((err as { code?: string }).code === "EEXIST") throw Object.assign(new Error(), { code: "ENOTDIR" });
    throw err;
  }
}

/** Makes a new file, or none. */
function create(file: string, text: string): void {
  const fd = openSync(file, "wx");
  try {
    // Not writeSync, which writes as much as there is room for, and is content.
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (err) {
    rmSync(file, { force: true });
    throw err;
  } finally {
    closeSync(fd);
  }
}

/** Copies a file to the first name that is free, and gives that. */
function keep(file: string): string {
  for (let n = 1; ; n++) {
    const backup = `${file}.bak-${n}`;
    try {
      copyFileSync(file, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (err) {
      if ((err as { code?: string }).code !== "EEXIST") {
        // A copy that was cut is no copy.
        rmSync(backup, { force: true });
        throw err;
      }
    }
  }
}

/** Puts another text in the place of a file, so that there is always a whole one. */
function replace(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { flag: "wx", flush: true });
    renameSync(beside, file);
  } catch (err) {
    rmSync(beside, { force: true });
    throw err;
  }
}

/** The words for what the system refuses. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your part of the disk is full",
  ENOTDIR: "a part of its path is a file",
  EISDIR: "this is a folder",
  EEXIST: "somebody else has just made it",
};

/** @throws EoflabError for what the system refuses */
function orSay<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (err) {
    if (err instanceof EoflabError) throw err;
    const { code = "", name, message } = err as Error & { code?: string };
    if (name === "NotCapable") {
      const folder = resolve(file, "..");
      const flags = `--allow-read=${folder} --allow-write=${folder}`;
      throw new EoflabError("NOT_PERMITTED", `Deno may not write ${file}: add ${flags}`);
    }
    throw new EoflabError("INVALID_ARGUMENT", `${file} cannot be written: ${refusals[code] ?? message}`);
  }
}
