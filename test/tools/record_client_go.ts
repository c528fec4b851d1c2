/**
 * Records what real Go's client comes to in every case of test/fixtures/client_go into its go.json. Part of
 * `npm run record:go`. Each case is played three times: one that does not come out the same each time is no case,
 * and nothing is written.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../lib/clock.ts";
import { findGo, labsFolder } from "../../lib/compare/go.ts";
import { EoflabError, is } from "../../lib/errors.ts";
import { network } from "../../lib/net/platform.ts";
import { topics } from "../fixtures/client_go/cases/mod.ts";
import { playCase } from "../fixtures/client_go/play.ts";
import {
  formatRecording,
  type NamedCase,
  named,
  type Recorded,
  type Recording,
} from "../fixtures/client_go/recording.ts";
import type { Action, Marks, Options, Player, Result } from "../fixtures/client_go/types.ts";
import { run } from "./run.ts";

/** How often each case is played. */
const rounds = 3;

/** The folder with the sources, found from test/tools and from dist/test/tools alike. */
export function clientGoFolder(): string {
  return join(dirname(labsFolder()), "test", "fixtures", "client_go");
}

/** Go's client, in a program of its own. */
class GoPlayer implements Player {
  /** Who waits for the program's next line. */
  #waiting: ((line: string) => void)[] = [];
  readonly #child: ReturnType<typeof spawn>;

  constructor(program: string) {
    this.#child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdout } = this.#child;
    if (stdout === null) throw new EoflabError("SYSTEM", `${program} has no standard output`);
    createInterface({ input: stdout }).on("line", (line) => this.#waiting.shift()?.(line));
  }

  /** The version of Go, which is the first line. */
  async version(): Promise<string> {
    return ((await this.#line()) as { go: string }).go;
  }

  async client(options: Options): Promise<void> {
    await this.#ask({ client: options });
  }

  async do(action: Action & { readonly url: string }, marks: Marks): Promise<Result> {
    const { cancel = false, passes: _, ...rest } = action;
    if (cancel) void marks.steps.then(() => this.#send({ cancel: true }));
    return (await this.#ask({ do: { method: "GET", ...rest } })) as Result;
  }

  async idle(): Promise<void> {
    await this.#ask({ idle: true });
  }

  async log(): Promise<readonly string[]> {
    return ((await this.#ask({ log: true })) as { log: string[] }).log;
  }

  /** Ends the program, also if it is stuck. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#child.once("close", resolve);
    });
    this.#child.stdin?.end();
    const timer = systemClock.after(1000, () => this.#child.kill("SIGKILL"));
    await ended;
    timer.cancel();
  }

  async #ask(command: object): Promise<object> {
    const line = this.#line();
    this.#send(command);
    return await line;
  }

  #send(command: object): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #line(): Promise<object> {
    return new Promise((resolve) => {
      this.#waiting.push((line) => resolve(JSON.parse(line)));
    });
  }
}

/** The program of test/fixtures/client_go, built. */
export interface GoClient {
  /** Plays the cases one after the other, and gives what is recorded of them. */
  play(cases: readonly NamedCase[]): Promise<Recording>;
}

/**
 * Builds the program into a folder of its own, hands it to `use`, and removes the folder again.
 *
 * @throws NOT_INSTALLED when Go is missing; SYSTEM when the build fails
 */
export async function withGoClient<T>(use: (client: GoClient) => Promise<T>): Promise<T> {
  const go = await findGo();
  const folder = await mkdtemp(join(tmpdir(), "eoflab-client-go-"));
  try {
    const program = join(folder, "client_go");
    const args = ["build", "-buildvcs=false", "-o", program, "."];
    await run(go.command, args, { cwd: clientGoFolder(), limit: 300_000 });
    return await use({ play: (cases) => play(program, cases) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each case has a program of its own, so that one that does not end leaves the others alone. */
async function play(program: string, cases: readonly NamedCase[]): Promise<Recording> {
  let go = "";
  const recorded: Recorded[] = [];
  const stuck: string[] = [];
  for (const { id, case: c } of cases) {
    const player = new GoPlayer(program);
    try {
      go = await player.version();
      recorded.push({ id, ...(await playCase(c, player, await network({ transport: "node" }))) });
    } catch (err) {
      if (!is(err, "STUCK")) throw err;
      stuck.push(id);
    } finally {
      await player.stop();
    }
  }
  if (stuck.length > 0) throw new EoflabError("BAD_RECORDING", `these do not end: ${stuck.join(", ")}`);
  return { go, cases: recorded };
}

/** The script: records and writes, and says what it found. */
async function main(): Promise<void> {
  const cases = named(topics);
  await withGoClient(async (client) => {
    const first = await client.play(cases);
    const wavering = new Set<string>();
    for (let round = 1; round < rounds; round++) {
      const again = await client.play(cases);
      for (const [i, result] of again.cases.entries()) {
        if (!isDeepStrictEqual(result, first.cases[i])) wavering.add(result.id);
      }
    }
    if (wavering.size > 0) {
      throw new EoflabError("BAD_RECORDING", `not the same each time: ${[...wavering].join(", ")}`);
    }
    const file = join(clientGoFolder(), "go.json");
    // In one step: whoever reads it meanwhile sees the old one or the new one.
    await writeFile(`${file}.new`, formatRecording(first));
    await rename(`${file}.new`, file);
    console.log(`client: ${cases.length} cases in ${topics.length} topics from ${first.go}`);
  });
}

const script = process.argv[1];
if (script !== undefined && pathToFileURL(realpathSync(script)).href === import.meta.url) {
  try {
    await main();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    console.error(err.message);
    process.exitCode = 1;
  }
}
