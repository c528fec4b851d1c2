/**
 * Real Go: the toolchain, the reference program in labs/reference, and what was recorded from it (a lab's
 * go.json). Only recording and the tests that record afresh need Go; whoever compares reads the recordings.
 *
 * @module
 */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EoflabError } from "../errors.ts";
import type { KnobValue } from "../trace/recording.ts";

/** How long each step may take, in ms. A build from an empty cache compiles all of net/http. */
const limits = { version: 10_000, build: 300_000, run: 600_000 } as const;

/** More than any answer of the reference program. */
const longestAnswer = 256 * 1024 * 1024;

/** The Go that is installed, with nothing fetched and no C compiler asked for. */
const alone = { GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "", CGO_ENABLED: "0" } as const;

/** The variables that Go is given beside those that every program is: where it keeps what it has built, too. */
export function goEnvironment(): Readonly<Record<string, string>> {
  const kept = ["GOCACHE", "GOROOT", "GOPATH", "XDG_CACHE_HOME", "TMPDIR", "LocalAppData"];
  const own = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(own), ...alone };
}

/** An installed Go. */
export interface GoToolchain {
  readonly command: string;
  /** As Go prints it: `go1.26.8`. */
  readonly version: string;
}

/** A range of sizes, and the knobs that stay as they are. */
export interface GoSweep {
  readonly knobs: Readonly<Record<string, KnobValue>>;
  readonly from: number;
  readonly to: number;
}

/** A run of neighbouring sizes whose outcome has the same shape. */
export interface GoStretch {
  readonly from: number;
  /** What happened, in words, without what merely grows with the size. */
  readonly shape: string;
}

/** What a sweep found. */
export interface GoSweepResult extends GoSweep {
  /** The sizes at which the shape is another than at the size before. */
  readonly boundaries: readonly number[];
  /** The first stretch begins at `from`, each further one at a boundary. */
  readonly stretches: readonly GoStretch[];
}

/** A lab's go.json. */
export interface GoRecording<Result> {
  readonly go: string;
  readonly lab: string;
  readonly sweeps: readonly GoSweepResult[];
  readonly cases: readonly Result[];
}

/** The program of labs/reference, built and ready to run labs. */
export interface GoReference {
  readonly version: string;
  /** Runs cases in real time; a knob that is left out has the lab's default. The results are in their order. */
  cases<Result>(lab: string, knobs: readonly object[]): Promise<Result[]>;
  /** Runs every size of a range. */
  sweep(lab: string, sweep: GoSweep): Promise<GoSweepResult>;
}

/** The folder labs/ with the sources, found from lib/ and from dist/lib/ alike. */
export function labsFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let dir = here; ; dir = dirname(dir)) {
    if (existsSync(join(dir, "package.json")) && existsSync(join(dir, "labs"))) return join(dir, "labs");
    if (dir === dirname(dir)) {
      throw new EoflabError("SYSTEM", `no package.json with a folder labs/ beside it above ${here}`);
    }
  }
}

/** The folders of all labs that are recorded from Go, in the labs' order: `01_silent_eof`. */
export async function recordedLabs(): Promise<string[]> {
  const labs = labsFolder();
  const folders = await readdir(labs);
  return folders.filter((folder) => existsSync(join(labs, folder, "cases.ts"))).sort();
}

/**
 * Reads what was recorded of a lab.
 *
 * @param folder the lab's folder: `01_silent_eof`
 * @throws BAD_RECORDING when there is no go.json, or it is not one
 */
export async function readGoRecording<Result>(folder: string): Promise<GoRecording<Result>> {
  const file = join(labsFolder(), folder, "go.json");
  let recording: unknown;
  try {
    recording = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new EoflabError("BAD_RECORDING", `${file} cannot be read. \`npm run record:go\` makes it anew`, {
      cause,
    });
  }
  if (!isGoRecording<Result>(recording)) {
    throw new EoflabError(
      "BAD_RECORDING",
      `${file} is no recording of Go. \`npm run record:go\` makes it anew`,
    );
  }
  return recording;
}

function isGoRecording<Result>(value: unknown): value is GoRecording<Result> {
  const { go, lab, sweeps, cases } = Object(value) as Record<string, unknown>;
  return typeof go === "string" && typeof lab === "string" && Array.isArray(sweeps) && Array.isArray(cases);
}

/**
 * Finds Go on the PATH.
 *
 * @throws NOT_INSTALLED when it is missing, cannot be run, or is older than labs/reference/go.mod asks for
 */
export async function findGo(): Promise<GoToolchain> {
  const command = "go";
  let said: string;
  try {
    said = await run(command, ["version"], { limit: limits.version });
  } catch (cause) {
    throw new EoflabError(
      "NOT_INSTALLED",
      `Go could not be run: ${reason(cause)}. It is at https://go.dev/dl/`,
      {
        cause,
      },
    );
  }
  const version = /\bgo\d+\.\d+\S*/.exec(said)?.[0];
  if (version === undefined) throw new EoflabError("SYSTEM", `\`go version\` says ${JSON.stringify(said)}`);

  const mod = await readFile(join(labsFolder(), "reference", "go.mod"), "utf8");
  const wanted = /^go (\S+)/m.exec(mod)?.[1] ?? "";
  if (older(series(version), series(`go${wanted}`))) {
    throw new EoflabError(
      "NOT_INSTALLED",
      `${version} is installed; the reference needs Go ${wanted} or newer`,
    );
  }
  return { command, version };
}

/** Major and minor version: Go's behaviour may differ between two series, and does not within one. */
export function series(version: string): [major: number, minor: number] {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}

function older(a: [number, number], b: [number, number]): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

/**
 * Builds labs/reference into a folder of its own, hands it to `use`, and removes the folder again.
 *
 * @throws NOT_INSTALLED when Go is missing; SYSTEM when the build fails, or a run fails or takes too long
 */
export async function withGoReference<T>(use: (reference: GoReference) => Promise<T>): Promise<T> {
  const go = await findGo();
  const folder = await mkdtemp(join(tmpdir(), "eoflab-go-"));
  try {
    const program = join(folder, "reference");
    try {
      await run(go.command, ["build", "-buildvcs=false", "-o", program, "."], {
        limit: limits.build,
        cwd: join(labsFolder(), "reference"),
      });
    } catch (cause) {
      throw new EoflabError("SYSTEM", `labs/reference does not build with ${go.version}: ${reason(cause)}`, {
        cause,
      });
    }
    return await use(reference(program, go.version));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reference(program: string, version: string): GoReference {
  return {
    version,
    async cases<Result>(lab: string, knobs: readonly object[]): Promise<Result[]> {
      if (knobs.length === 0) return [];
      const { results } = await ask(program, { lab, cases: knobs });
      if (!Array.isArray(results) || results.length !== knobs.length) {
        throw new EoflabError("BAD_RECORDING", `the reference did not answer each of ${knobs.length} cases`);
      }
      return results;
    },
    async sweep(lab: string, { knobs, from, to }: GoSweep): Promise<GoSweepResult> {
      const { sweep } = await ask(program, { lab, sweep: { ...knobs, from, to } });
      if (!Array.isArray(sweep) || sweep.length === 0) {
        throw new EoflabError("BAD_RECORDING", "the reference answered a sweep with nothing");
      }
      const stretches: GoStretch[] = sweep;
      return { knobs, from, to, boundaries: stretches.slice(1).map((s) => s.from), stretches };
    },
  };
}

/** Sends the program one request and reads its answer. */
async function ask(
  program: string,
  request: { readonly lab: string; readonly cases?: readonly object[]; readonly sweep?: object },
): Promise<Record<string, unknown>> {
  let answer: string;
  try {
    answer = await run(program, [], { limit: limits.run, input: JSON.stringify(request) });
  } catch (cause) {
    throw new EoflabError("SYSTEM", `real Go could not run lab ${request.lab}: ${reason(cause)}`, { cause });
  }
  try {
    return JSON.parse(answer);
  } catch (cause) {
    throw new EoflabError("BAD_RECORDING", "the reference did not answer with JSON", { cause });
  }
}

interface RunOptions {
  /** How long it may take, in ms. */
  readonly limit: number;
  readonly cwd?: string;
  /** What it reads on standard input. */
  readonly input?: string;
}

/** Runs a program and returns what it printed. */
function run(program: string, args: readonly string[], { limit, cwd, input }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      {
        timeout: limit,
        killSignal: "SIGKILL",
        maxBuffer: longestAnswer,
        encoding: "utf8",
        env: { ...process.env, ...alone },
        ...(cwd === undefined ? {} : { cwd }),
      },
      (err, stdout, stderr) => {
        if (err === null) resolve(stdout);
        else reject(Object.assign(err, { said: stderr.trim(), limit }));
      },
    );
    child.stdin?.on("error", () => {}); // it has ended without reading; its exit code tells why
    child.stdin?.end(input ?? "");
  });
}

/** Why a program failed, for a person. */
function reason(err: unknown): string {
  const { code, killed, said, limit, message } = Object(err) as Record<string, unknown>;
  if (code === "ENOENT") return "there is no such program on the PATH";
  if (killed === true) return `it was stopped after ${Number(limit) / 1000} s`;
  return String(said || message);
}
