/**
 * What it costs to have a trace and not to use it: eoflab's server as it is, and its copy without a trace (untraced.ts), take
 * turns within one process, a slice each, on connections in memory. There is no kernel whose noise would hide the difference,
 * nor its time to make it look smaller.
 *
 *     node dist/test/bench/servers/untraced_in_memory.js COPY ROUNDS
 */

import process from "node:process";
import { pathToFileURL } from "node:url";
import type * as Mod from "../../../lib/mod.ts";
import type * as Pipe from "../../../lib/net/pipe.ts";
import { ratios, spreadOf } from "../spread.ts";
import { small } from "./handlers.ts";

/** Asks so many times, and says what a request cost, in µs. */
type Slice = (requests: number) => Promise<number>;

/** @param lib the folder of a built eoflab */
async function serverOf(lib: URL): Promise<Slice> {
  const { Server, systemClock }: typeof Mod = await import(new URL("mod.js", lib).href);
  const { pipeNetwork }: typeof Pipe = await import(new URL("net/pipe.js", lib).href);
  const network = pipeNetwork(systemClock);
  const addr = { host: "127.0.0.1", port: 1 };
  const listener = await network.listen(addr);
  const server = new Server({
    handler: async (w) => {
      w.header.set("Content-Type", "text/plain");
      await w.write(small);
    },
  });
  void server.serve(listener).catch(() => {});
  const conn = await network.dial(addr);
  const request = new TextEncoder().encode("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const answer = new Uint8Array(4096);
  return async (requests) => {
    const before = process.cpuUsage();
    for (let i = 0; i < requests; i++) {
      await conn.write(request);
      await conn.read(answer);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / requests;
  };
}

/** How many requests a slice has, and how many slices make a round; before the first the code is compiled. */
const size = { slice: 1000, round: 40, warm: 40 };

const [, , copy = "", rounds = "5"] = process.argv;
const plain = await serverOf(new URL("../../../lib/", import.meta.url));
const untraced = await serverOf(new URL("lib/", pathToFileURL(`${copy}/`)));
const all: { plain: number; untraced: number; ratio: number }[] = [];
for (let i = 0; i < size.warm; i++) {
  await plain(size.slice);
  await untraced(size.slice);
}
for (let round = 0; round < Number(rounds); round++) {
  const costs = { plain: [] as number[], untraced: [] as number[] };
  for (let i = 0; i < size.round; i++) {
    // Neither is always the first.
    if (i % 2 === 0) costs.plain.push(await plain(size.slice));
    costs.untraced.push(await untraced(size.slice));
    if (i % 2 === 1) costs.plain.push(await plain(size.slice));
  }
  all.push({
    plain: spreadOf(costs.plain).median,
    untraced: spreadOf(costs.untraced).median,
    ratio: ratios(costs.plain, costs.untraced)?.median ?? Number.NaN,
  });
}
const of = (name: "plain" | "untraced" | "ratio") => spreadOf(all.map((one) => one[name]));
console.log(JSON.stringify({ plain: of("plain"), untraced: of("untraced"), ratio: of("ratio") }));
process.exit(0);
