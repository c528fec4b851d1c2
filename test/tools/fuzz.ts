/**
 * Fuzzes the server: `npm run fuzz -- --count 1000000 --seed 1`. Random and mutated requests go to servers in memory,
 * which must end every connection, throw nothing, and leave nothing; where Go is installed, a share of them goes to
 * real Go and to eoflab on sockets, which must say the same.
 *
 * Exit codes: 0 nothing was found; 1 something was; 2 usage.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { EoflabError, is } from "../../lib/errors.ts";
import { Generator, Random } from "../fixtures/fuzz/generate.ts";
import { differences, minimized } from "../fixtures/fuzz/go.ts";
import { MemoryServers } from "../fixtures/fuzz/memory.ts";
import { runTool, wholeNumber } from "./command_line.ts";
import { type GoServer, withGoServer } from "./record_server_go.ts";

/** How many inputs are under way at the same time. */
const batch = 500;

/** Of how many inputs one goes to Go, too. */
const shareForGo = 20;

const usage = "usage: npm run fuzz -- [--count 1000000] [--seed N] [--no-go]";

interface Options {
  /** How many inputs. */
  readonly count: number;
  readonly seed: number;
  /** Whether a share of them goes to Go, too. */
  readonly go: boolean;
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      count: { type: "string", default: "1000000" },
      seed: { type: "string", default: String(Math.floor(performance.timeOrigin) % 1_000_000) },
      go: { type: "boolean", default: true },
    },
  });
  return {
    count: wholeNumber("count", values.count, 1),
    seed: wholeNumber("seed", values.seed),
    go: values.go,
  };
}

async function main({ count, seed, go }: Options): Promise<number> {
  process.on("unhandledRejection", (reason) => {
    console.error(`fuzz: a promise rejected unheard (seed ${seed})`, reason);
    process.exit(1);
  });
  console.error(`fuzz: ${count} inputs from seed ${seed}`);
  await inMemory(count, seed);
  if (!go) return 0;
  try {
    return await withGoServer((server) => againstGo(server, Math.ceil(count / shareForGo), seed));
  } catch (err) {
    if (!is(err, "NOT_INSTALLED")) throw err;
    console.error(`fuzz: not compared with Go: ${(err as EoflabError).message}`);
    return 0;
  }
}

async function inMemory(count: number, seed: number): Promise<void> {
  const random = new Random(seed);
  const generator = new Generator(random);
  const servers = new MemoryServers();
  await servers.start();
  const began = performance.now();
  for (let done = 0; done < count; done += batch) {
    const inputs = Array.from({ length: Math.min(batch, count - done) }, () => generator.next());
    await servers.feed(inputs, random);
    if (done % (batch * 40) === 0) report("in memory", done, count, began);
  }
  await servers.stop();
  console.log(`in memory: ${count} inputs, every connection ended, nothing was thrown, nothing is left`);
}

async function againstGo(go: GoServer, count: number, seed: number): Promise<number> {
  const random = new Random(seed + 1);
  const generator = new Generator(random);
  const began = performance.now();
  let found = 0;
  for (let done = 0; done < count; done += batch) {
    const inputs = Array.from({ length: Math.min(batch, count - done) }, () => generator.next());
    for (const difference of await differences(go, inputs, random, "node")) {
      found++;
      console.log(JSON.stringify({ ...difference, case: await minimized(go, difference, "node") }, null, 2));
    }
    if (done % (batch * 4) === 0) report("against Go", done, count, began);
  }
  console.log(`against Go: ${count} inputs, ${found} answered differently`);
  return found === 0 ? 0 : 1;
}

function report(what: string, done: number, count: number, began: number): void {
  const seconds = (performance.now() - began) / 1000;
  console.error(
    `fuzz: ${what}: ${done} of ${count}, ${Math.round(done / Math.max(seconds, 0.001))} a second`,
  );
}

process.exitCode = await runTool("fuzz", usage, readOptions, main).catch((err: unknown) => {
  console.error(err instanceof EoflabError ? err.message : err);
  return 1;
});
