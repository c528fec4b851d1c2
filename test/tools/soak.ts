/**
 * The soak: a server with thousands of connections that are idle, slow, cut or never read, and beside them honest
 * clients, which must lose nothing. Afterwards the server's memory must be where it was, and after its shutdown nothing
 * may be left of it.
 *
 *     npm run soak
 *     npm run soak -- --seconds 60 --json
 *     deno run --allow-net=127.0.0.1 --allow-run=sh --allow-env test/tools/soak.ts
 *
 * Three processes: the server, the crowd, and this one, which has the honest clients.
 *
 * Exit codes: 0 held; 1 did not hold; 2 usage; 4 the system allows too few open files.
 */

import { spawnSync } from "node:child_process";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { systemClock } from "../../lib/clock.ts";
import type { Addr } from "../../lib/net/conn.ts";
import { network } from "../../lib/net/platform.ts";
import { Child } from "../fixtures/soak/child.ts";
import { HonestClient } from "../fixtures/soak/honest.ts";
import { Random } from "../fixtures/soak/random.ts";
import { type Outcome, reportOf, table } from "../fixtures/soak/report.ts";
import {
  type AfterShutdown,
  type CrowdState,
  type Limits,
  roles,
  type ServerState,
} from "../fixtures/soak/roles.ts";
import { runTool, wholeNumber } from "./command_line.ts";

const usage = `usage: soak [--idle 10000] [--slow 1000] [--resets 1000] [--never-read 200] [--honest 20]
            [--seconds 20] [--seed 1] [--ports 4] [--json]`;

const defaults = {
  idle: 10_000,
  slow: 1000,
  resets: 1000,
  "never-read": 200,
  honest: 20,
  seconds: 20,
  seed: 1,
  ports: 4,
} as const;

/** How many files a process has open beside its connections. */
const otherFiles = 200;

/** How many of the idle connections stay until the server's shutdown, which has to end them. */
const idleAtShutdown = 100;

/** How long the server may take to end when there is nothing left to do, in ms. */
const endsWithin = 10_000;

type Options = Record<keyof typeof defaults, number> & { json: boolean };

function readOptions(args: string[]): Options {
  const numbers = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: "string" as const }]),
  );
  const { values } = parseArgs({ args, options: { ...numbers, json: { type: "boolean" } } });
  const given = values as Record<string, string | boolean | undefined>;
  const options: Record<string, number> = { ...defaults };
  for (const name of Object.keys(defaults)) {
    const value = given[name];
    if (value !== undefined) options[name] = wholeNumber(name, String(value));
  }
  return { ...(options as Record<keyof typeof defaults, number>), json: given.json === true };
}

/** How many files the system lets a process have open, at most. */
function mostOpenFiles(): number {
  const said = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).stdout.trim();
  return said === "unlimited" ? Number.POSITIVE_INFINITY : Number(said);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(options: Options): Promise<number> {
  const restless = options.slow + options.resets + options["never-read"];
  const conns = options.idle + restless + options.honest;
  // Twice the restless: a connection that one side has left is for a while still one of the other's.
  const openFiles = conns + restless + options.ports + otherFiles;
  const most = mostOpenFiles();
  if (openFiles > most) {
    say(
      `soak: ${conns} connections need ${openFiles} open files in each of two processes, and the system allows ${most}: ` +
        `raise the limit (ulimit -Hn, or LimitNOFILE of systemd), or ask for fewer, such as --idle ${Math.max(0, options.idle - (openFiles - most))}`,
    );
    return 4;
  }
  const script = fileURLToPath(import.meta.url);
  const server = new Child(script, "server", openFiles);
  const crowd = new Child(script, "crowd", openFiles);
  try {
    const report = reportOf(await soak(options, server, crowd));
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
    return report.held ? 0 : 1;
  } finally {
    server.kill();
    crowd.kill();
  }
}

async function soak(options: Options, server: Child, crowd: Child): Promise<Outcome> {
  const limits: Limits = {
    readHeaderTimeout: options.seconds * 250,
    readTimeout: options.seconds * 500,
    writeTimeout: options.seconds * 500,
    idleTimeout: 1e9,
  };
  const addrs = (await server.ask("start", { ports: options.ports, limits })) as Addr[];
  const random = new Random(options.seed);
  const honest = await honestClients(options.honest, addrs, random.fork());
  const stop = new AbortController();

  say("warming up");
  const asking = Promise.all(honest.map((client) => keepAsking(client, stop.signal)));
  await sleep(2000);
  const before = (await server.ask("state")) as ServerState;

  const { idle, slow, resets, "never-read": neverRead } = options;
  say(`gathering ${idle} idle, ${slow} slow, ${resets} that reset, ${neverRead} that never read`);
  await crowd.ask("gather", { addrs, size: { idle, slow, resets, neverRead }, seed: random.below(2 ** 32) });
  const everyone = (await server.ask("state")) as ServerState;
  for (let left = options.seconds; left > 0; left--) {
    const done = honest.reduce((sum, client) => sum + client.done, 0);
    say(`${left} s left, ${done} honest requests done`);
    await sleep(1000);
  }
  const inTheEnd = (await server.ask("state")) as ServerState;
  const peak = everyone.left.conns > inTheEnd.left.conns ? everyone : inTheEnd;
  const { count, unhandled } = (await crowd.ask("state")) as CrowdState;

  say("the crowd leaves");
  const keep = Math.min(idleAtShutdown, idle);
  await crowd.ask("leave", { keep });
  await until(async () => {
    const { left } = (await server.ask("state")) as ServerState;
    return left.conns <= keep + honest.length;
  });
  stop.abort();
  await asking;
  const after = (await server.ask("state")) as ServerState;

  say("shutdown");
  for (const client of honest) client.close();
  const shutdown = (await server.ask("shutdown")) as AfterShutdown;
  server.noMoreQuestions();
  crowd.noMoreQuestions();
  const ended = new AbortController();
  const late = sleep(endsWithin, "running" as const, { signal: ended.signal }).catch(() => null);
  const exitCode = await Promise.race([server.ended, late]);
  ended.abort();
  return { honest, count, crowdUnhandled: unhandled, before, peak, after, shutdown, exitCode };
}

async function honestClients(n: number, addrs: readonly Addr[], random: Random): Promise<HonestClient[]> {
  const net = await network({ clock: systemClock });
  return Array.from({ length: n }, (_, i) => {
    const addr = addrs[i % addrs.length] as Addr;
    return new HonestClient(net, addr, systemClock, random.fork());
  });
}

/** One request after the other, with time to breathe: the processors are the crowd's, too. */
async function keepAsking(client: HonestClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await client.ask();
    await sleep(10);
  }
}

/** Waits until something is so, but for no longer than half a minute. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 150 && !(await isSo()); i++) await sleep(200);
}

const { values } = parseArgs({ options: { role: { type: "string" } }, strict: false });
const role = typeof values.role === "string" ? roles[values.role] : undefined;
if (role !== undefined) role();
else process.exitCode = await runTool("soak", usage, readOptions, main);
