/**
 * Records what real Go's server answers to every case of test/fixtures/server_go into its go.json. Part of
 * `npm run record:go`. Each case is played three times: one that does not come out the same each time is no case,
 * and nothing is written.
 *
 * @module
 */

import { realpathSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { findGo, labsFolder } from "../../lib/compare/go.ts";
import { EoflabError } from "../../lib/errors.ts";
import { topics } from "../fixtures/server_go/cases/mod.ts";
import {
  formatRecording,
  type NamedCase,
  named,
  type Outcome,
  type Recorded,
  type Recording,
  recorded,
} from "../fixtures/server_go/recording.ts";
import { run } from "./run.ts";

/** How often each case is played. */
const rounds = 3;

/** How long a build and a run may take, in ms. A build from an empty cache compiles all of net/http. */
const limits = { build: 300_000, run: 120_000 } as const;

/** The folder with the sources, found from test/tools and from dist/test/tools alike. */
export function serverGoFolder(): string {
  return join(dirname(labsFolder()), "test", "fixtures", "server_go");
}

/** The program of test/fixtures/server_go, built. */
export interface GoServer {
  /** Plays the cases, and gives what is recorded of them, in their order. */
  play(cases: readonly NamedCase[]): Promise<Recording>;
}

/**
 * Builds the program into a folder of its own, hands it to `use`, and removes the folder again.
 *
 * @throws NOT_INSTALLED when Go is missing; SYSTEM when the build or a run fails or takes too long; BAD_RECORDING
 */
export async function withGoServer<T>(use: (server: GoServer) => Promise<T>): Promise<T> {
  const go = await findGo();
  const folder = await mkdtemp(join(tmpdir(), "eoflab-server-go-"));
  try {
    const program = join(folder, "server_go");
    const args = ["build", "-buildvcs=false", "-o", program, "."];
    await run(go.command, args, { cwd: serverGoFolder(), limit: limits.build });
    return await use({ play: (cases) => play(program, cases) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(program: string, cases: readonly NamedCase[]): Promise<Recording> {
  const lines = cases.map(({ id, case: { name: _, ...rest } }) => `${JSON.stringify({ id, ...rest })}\n`);
  const said = await run(program, [], { input: lines.join(""), limit: limits.run });
  const [version, ...results] = said
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const byId = new Map<string, Recorded>();
  for (const { id, ...outcome } of results as (Outcome & { id: string })[])
    byId.set(id, recorded(id, outcome));
  const inOrder = cases.map(({ id }) => byId.get(id) ?? fail(`Go did not answer ${id}`));
  return { go: String(version?.go), cases: inOrder };
}

function fail(message: string): never {
  throw new EoflabError("BAD_RECORDING", message);
}

/** The script: records and writes, and says what it found. */
async function main(): Promise<void> {
  const cases = named(topics);
  await withGoServer(async (server) => {
    const first = await server.play(cases);
    const wavering = new Set(first.cases.filter(({ end }) => end === "stuck").map(({ id }) => id));
    for (let round = 1; round < rounds; round++) {
      const again = await server.play(cases);
      for (const [i, result] of again.cases.entries()) {
        if (!isDeepStrictEqual(result, first.cases[i])) wavering.add(result.id);
      }
    }
    if (wavering.size > 0) fail(`not the same each time: ${[...wavering].join(", ")}`);
    const file = join(serverGoFolder(), "go.json");
    // In one step: whoever reads it meanwhile sees the old one or the new one.
    await writeFile(`${file}.new`, formatRecording(first));
    await rename(`${file}.new`, file);
    console.log(`server: ${cases.length} cases in ${topics.length} topics from ${first.go}`);
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
