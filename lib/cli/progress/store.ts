/**
 * The progress in its file. Whatever is wrong with the file is said once, and the program goes on without it: no lab
 * needs it.
 *
 * @module
 */

import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { note } from "../terminal.ts";
import { placeOfProgress } from "./place.ts";
import {
  formatProgress,
  type LabProgress,
  noProgressYet,
  type Progress,
  parseProgress,
  untouched,
} from "./progress.ts";

/** The user's progress: in the file given with `--state`, or in the state folder. */
export function openProgress(state: string | undefined, say: (line: string) => void = note): ProgressStore {
  const file = state ?? placeOfProgress(process.platform, process.env);
  return new ProgressStore(file, say);
}

/** Reads and writes one file. */
export class ProgressStore {
  /** `null` where there is no place for it. */
  readonly #file: string | null;
  readonly #say: (line: string) => void;
  /** What was done while nothing could be written, or all that is known. */
  #known: Progress = noProgressYet;
  /** Whether the file may be written: not when it is a newer version's, or cannot be. Once false, it stays so. */
  #writable = true;

  /**
   * @param file its path; `null` where there is no place for it
   * @param say says a sentence to the person
   */
  constructor(file: string | null, say: (line: string) => void) {
    this.#file = file;
    this.#say = say;
  }

  /** All that was done. A damaged file is kept aside, under another name. */
  read(): Progress {
    if (!this.#writable) return this.#known;
    if (this.#file === null) {
      this.#giveUp("There is no state folder for the progress: neither XDG_STATE_HOME nor HOME is set");
      return this.#known;
    }
    const text = this.#readText(this.#file);
    if (text === null) return this.#known;
    const parsed = parseProgress(text);
    if (parsed.state === "good") this.#known = parsed.progress;
    else if (parsed.state === "newer") {
      this.#giveUp(
        `${this.#file} is of version ${parsed.version}, and this eoflab knows none above 1: it is left as it is`,
      );
    } else this.#putAside(this.#file, parsed.why);
    return this.#known;
  }

  /** What was done of a lab. */
  lab(id: string): LabProgress {
    const { labs } = this.read();
    return Object.hasOwn(labs, id) ? (labs[id] ?? untouched) : untouched;
  }

  /**
   * Changes what was done of one lab. The file is read again before, so that two programs at once keep each other's
   * labs.
   */
  update(id: string, change: (before: LabProgress) => Omit<LabProgress, "at">): void {
    const lab: LabProgress = { ...change(this.lab(id)), at: new Date().toISOString() };
    this.#known = { ...this.#known, labs: { ...this.#known.labs, [id]: lab } };
    if (this.#writable && this.#file !== null) this.#write(this.#file);
  }

  /** The text of the file; `null` where there is none yet, or it cannot be read. */
  #readText(file: string): string | null {
    try {
      return readFileSync(file, "utf8");
    } catch (err) {
      if ((err as { code?: string }).code !== "ENOENT") this.#giveUp(`${file} cannot be read (${said(err)})`);
      return null;
    }
  }

  /** Writes a file beside it and puts that in its place, so that there is always a whole one. */
  #write(file: string): void {
    let temporary: string | null = null;
    try {
      mkdirSync(dirname(file), { recursive: true });
      const target = throughLinks(file);
      const beside = `${target}.${process.pid}.tmp`;
      const fd = openSync(beside, "w", 0o600);
      temporary = beside;
      try {
        writeFileSync(fd, formatProgress(this.#known));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(beside, target);
    } catch (err) {
      if (temporary !== null) rmSync(temporary, { force: true });
      this.#giveUp(`${file} cannot be written (${said(err)})`);
    }
  }

  /** Keeps a damaged file under the first name that is free. */
  #putAside(file: string, why: string): void {
    for (let n = 1; ; n++) {
      const aside = `${file}.damaged-${n}`;
      try {
        copyFileSync(file, aside, constants.COPYFILE_EXCL);
        rmSync(throughLinks(file));
        this.#say(`${file} is damaged (${why}): it is kept as ${aside}, and a new one is begun.`);
        return;
      } catch (err) {
        if ((err as { code?: string }).code === "EEXIST") continue;
        this.#giveUp(`${file} is damaged (${why}), and cannot be kept under another name (${said(err)})`);
        return;
      }
    }
  }

  #giveUp(what: string): void {
    this.#writable = false;
    this.#say(
      `${what}. What you do is not kept; another file is taken with --state FILE${permission(this.#file)}.`,
    );
  }
}

/** What a symbolic link points to is what is replaced, not the link. */
function throughLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** On Deno a file needs permissions too. */
function permission(file: string | null): string {
  if (file === null || process.versions.deno === undefined) return "";
  const folder = dirname(file);
  return ` (on Deno it needs --allow-read=${folder} --allow-write=${folder})`;
}

/** What the system says, without what is said already. */
function said(err: unknown): string {
  const { code, name, message } = err as { code?: string; name?: string; message?: string };
  return code ?? (name === "NotCapable" ? "Deno was not given the permission" : (message ?? "unknown"));
}
