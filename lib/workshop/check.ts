/**
 * Checks the user's file: starts the process of the check, listens to it, and ends it when it does not end.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import { placeOfImport } from "./place.ts";
import { type Message, type Place, parseMessage } from "./protocol.ts";
import { commandFor, ownRuntime, type RuntimeName } from "./runtimes.ts";
import { SyntaxProblem, withoutTypes } from "./typescript.ts";
import { inspectorIn, whereItIs } from "./where_it_is.ts";

/** How a check is made. */
export interface CheckOptions {
  /** The lab's id. */
  readonly lab: string;
  /** The path of the user's file. */
  readonly file: string;
  /** What it runs on; the runtime of this process unless set. */
  readonly runtime?: RuntimeName | undefined;
  /** How long it may take, in ms of the machine's clock; 10 s unless set. */
  readonly limit?: number | undefined;
  /** Where other runtimes are looked for: the variable PATH. It is all of the environment that the file is given. */
  readonly path?: string | undefined;
  /** Aborted, the process is ended. */
  readonly signal?: AbortSignal;
}

/** What a check found out. */
export interface Checked {
  /** What came of each behaviour that was looked at, by its id. */
  readonly behaviours: ReadonlyMap<string, Extract<Message, { kind: "held" | "failed" }>>;
  /** Why the file cannot be checked, or not to its end; `null` if it was. */
  readonly broken: { readonly what: string; readonly where: Place | null } | null;
  /** The first lines that the file printed. */
  readonly printed: readonly string[];
  /** How many lines it printed. */
  readonly lines: number;
  readonly ms: number;
}

/** So many lines of the user's are kept. */
const keptLines = 20;

/** A line of the user's is cut here, and standard error is kept up to here. */
const longest = 10_000;

/** Whether everything is as it should be. */
export function passed({ behaviours, broken }: Checked): boolean {
  return broken === null && [...behaviours.values()].every(({ kind }) => kind === "held");
}

/**
 * Checks a file.
 *
 * @throws EoflabError NOT_INSTALLED when the runtime is not there; NOT_PERMITTED when Deno may not start it;
 *   INTERRUPTED when `signal` was aborted
 */
export async function checkFile(options: CheckOptions): Promise<Checked> {
  const { lab, file, runtime = ownRuntime(), limit = 10_000, path = "", signal } = options;
  const source = await readFile(file, "utf8");
  const start = systemClock.now();
  const problem = syntaxProblem(source, file);
  if (problem !== null) return untried(problem, systemClock.now() - start);
  const url = pathToFileURL(file).href;
  const token = `eoflab-${randomBytes(8).toString("hex")}`;
  const { program, args } = commandFor(runtime, file);
  const child = startProcess(program, [...args, lab, url, token], path);
  const killed = (): void => void child.kill("SIGKILL");
  process.once("exit", killed);
  signal?.addEventListener("abort", killed);
  const listener = new Listener(token);
  let late: Place | null | undefined;
  const timer = systemClock.after(limit, () => {
    const inspector = inspectorIn(listener.stderr);
    const asked = inspector === null ? Promise.resolve(null) : whereItIs(inspector, url);
    void asked.then((place) => {
      late = place;
      killed();
    });
  });
  try {
    const code = await endOf(child, listener, program);
    if (signal?.aborted) throw new EoflabError("INTERRUPTED", "the check was interrupted");
    return listener.result({ code, late, limit, source, ms: systemClock.now() - start });
  } finally {
    timer.cancel();
    process.off("exit", killed);
    signal?.removeEventListener("abort", killed);
    killed();
  }
}

/** What is wrong with the file's syntax: said before any runtime says it in its own way. */
function syntaxProblem(source: string, file: string): SyntaxProblem | null {
  try {
    withoutTypes(source, file);
    return null;
  } catch (err) {
    if (err instanceof SyntaxProblem) return err;
    throw err;
  }
}

function untried({ message, where }: SyntaxProblem, ms: number): Checked {
  return { behaviours: new Map(), broken: { what: message, where }, printed: [], lines: 0, ms };
}

function startProcess(program: string, args: readonly string[], path: string): ChildProcess {
  try {
    return spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: path, NO_COLOR: "1" } });
  } catch (err) {
    throw cannotStart(program, err as Error);
  }
}

/** @param err what spawn says, at once or later */
function cannotStart(program: string, err: Error & { code?: string }): EoflabError {
  if (err.name === "NotCapable" || /run access/.test(err.message)) {
    const advice = `add --allow-run=${program}, or use: npx deno task workshop`;
    return new EoflabError("NOT_PERMITTED", `Deno may not start ${program}: ${advice}`);
  }
  const why = err.code === "ENOENT" ? "it is not installed" : err.message;
  return new EoflabError("NOT_INSTALLED", `${program} cannot be started: ${why}`);
}

/** Waits for the end of a process, and of all that it said. */
function endOf(child: ChildProcess, listener: Listener, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => listener.hears(text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => listener.hearsError(text));
    child.on("error", (err) => reject(cannotStart(program, err)));
    child.on("close", (code) => resolve(code));
  });
}

/** How the process ended. */
interface End {
  readonly code: number | null;
  /** Where it was when it had to be ended; `undefined` when it ended by itself. */
  readonly late: Place | null | undefined;
  readonly limit: number;
  /** The text of the file. */
  readonly source: string;
  readonly ms: number;
}

/** Tells messages from what the file prints, and keeps of that what can be looked at. */
class Listener {
  readonly #token: string;
  readonly #behaviours = new Map<string, Extract<Message, { kind: "held" | "failed" }>>();
  #broken: Checked["broken"] = null;
  #isDone = false;
  readonly #printed: string[] = [];
  #lines = 0;
  /** The line that has no end yet. */
  #line = "";
  stderr = "";

  constructor(token: string) {
    this.#token = token;
  }

  hears(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#takes(line);
    if (!this.#line.startsWith(this.#token)) this.#line = this.#line.slice(0, longest);
  }

  hearsError(text: string): void {
    if (this.stderr.length < longest) this.stderr += text;
  }

  #takes(line: string): void {
    const message = parseMessage(this.#token, line);
    if (message === null) {
      // Each message begins a new line, also where the file has ended its own.
      if (line === "") return;
      this.#lines++;
      if (this.#printed.length < keptLines) this.#printed.push(line);
    } else if (message.kind === "held" || message.kind === "failed") {
      this.#behaviours.set(message.id, message);
    } else if (message.kind === "broken") {
      this.#broken ??= { what: message.what, where: message.where };
    } else this.#isDone = true;
  }

  /** What was heard, when the process has ended. */
  result(end: End): Checked {
    const broken = this.#broken ?? this.#unfinished(end);
    const where = broken?.where ?? placeOfImport(broken?.what ?? "", end.source);
    return {
      behaviours: this.#behaviours,
      broken: broken === null ? null : { what: broken.what, where },
      printed: this.#printed,
      lines: this.#lines,
      ms: end.ms,
    };
  }

  /** Why not everything was looked at, where no message says it. */
  #unfinished({ code, late, limit }: End): Checked["broken"] {
    if (this.#isDone) return null;
    if (late !== undefined) {
      return { what: `it did not end within ${limit / 1000} s: a loop that does not end?`, where: late };
    }
    const said = this.stderr
      .split("\n")
      .filter((line) => line !== "" && !/^(Debugger |For help|Visit chrome|Starting inspector)/.test(line))
      .join("\n");
    return { what: `the process ended with code ${code}${said === "" ? "" : `:\n${said}`}`, where: null };
  }
}
