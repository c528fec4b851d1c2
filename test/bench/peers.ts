/**
 * The servers that the bench compares, and how each is started: one process, pinned to one core.
 *
 * @module
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { memoryOf, processorTime } from "./machine.ts";
import { built, denoProgram, source } from "./paths.ts";

/** A server of the bench. */
export interface Peer {
  readonly name: string;
  /** Whether it knows only the small answer, and so is the limit of what can be reached. */
  readonly canned?: true;
  /** The program and its arguments; `null` where it is not installed. */
  command(): readonly string[] | null;
}

function deno(file: string, ...args: string[]): readonly string[] {
  const flags = ["--quiet", "--no-check", "--allow-net=127.0.0.1", "--allow-env"];
  return [denoProgram, "run", ...flags, source(`servers/${file}`), ...args];
}

/** Builds Go's server once. It is removed when the bench ends. */
function go(): readonly string[] | null {
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) return null;
  const program = join(tmpdir(), `eoflab-bench-${process.pid}`);
  process.once("exit", () => rmSync(program, { force: true }));
  const { status, signal } = spawnSync("go", ["build", "-o", program, source("servers/main.go")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (signal !== null) throw new Error(`go build was ended by ${signal}`);
  return status === 0 ? [program] : null;
}

function installed(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** All of them, in the order of the table. */
export const peers: readonly Peer[] = [
  { name: "eoflab-node", command: () => [process.execPath, built("servers/eoflab.js")] },
  { name: "node-http", command: () => [process.execPath, built("servers/node_http.js")] },
  { name: "canned-node", canned: true, command: () => [process.execPath, built("servers/canned_node.js")] },
  { name: "go", command: go },
  { name: "eoflab-deno", command: () => deno("eoflab.ts") },
  { name: "deno-serve", command: () => deno("fetch.ts") },
  { name: "canned-deno", canned: true, command: () => deno("canned_deno.ts") },
  { name: "eoflab-deno-net", command: () => deno("eoflab.ts", "--transport", "node") },
  { name: "canned-deno-net", canned: true, command: () => deno("canned_node.ts") },
  { name: "bun-serve", command: () => (installed("bun") ? ["bun", source("servers/fetch.ts")] : null) },
];

/** What was started for a server and has not yet said where it listens, and the servers that run now: none outlives the bench. */
const starting = new Set<ChildProcess>();
const running = new Set<RunningPeer>();
process.once("exit", stopAll);

/** Stops every server that runs. */
export function stopAll(): void {
  for (const child of starting) child.kill("SIGKILL");
  for (const one of running) one.stop();
}

/** A server that runs. */
export class RunningPeer {
  readonly peer: Peer;
  readonly port: number;
  /** The server's own, which may be a child of what was started: npm's `deno` can be a script that starts it. */
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(peer: Peer, child: ChildProcess, port: number, pid: number) {
    this.peer = peer;
    this.#child = child;
    this.port = port;
    this.pid = pid;
    running.add(this);
  }

  /**
   * Starts a server, and waits until it says where it listens.
   *
   * @returns `null` where its program is not installed
   * @throws Error when it ends without a word
   */
  static async start(peer: Peer, core: string): Promise<RunningPeer | null> {
    const command = peer.command();
    if (command === null) return null;
    const child = spawn("taskset", ["-c", core, ...command], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, GOMAXPROCS: "1" },
    });
    starting.add(child);
    for await (const line of createInterface({ input: child.stdout })) {
      const [, port, pid] = /^port (\d+), process (\d+)$/.exec(line) ?? [];
      if (port === undefined) continue;
      starting.delete(child);
      return new RunningPeer(peer, child, Number(port), Number(pid));
    }
    starting.delete(child);
    throw new Error(`${peer.name} did not start: ${command.join(" ")}`);
  }

  /** The processor time that it has used so far, in µs. */
  get processorTime(): number {
    return processorTime(this.pid);
  }

  /** The memory that it holds, in bytes. */
  get memory(): number {
    return memoryOf(this.pid);
  }

  stop(): void {
    running.delete(this);
    this.#child.kill("SIGKILL");
    try {
      process.kill(this.pid, "SIGKILL");
    } catch (err) {
      // Ctrl-C in a terminal ends it before us.
      if ((err as { code?: string }).code !== "ESRCH") throw err;
    }
  }
}

/** Starts servers, and does something with those that are installed. */
export async function withPeers<T>(
  chosen: readonly Peer[],
  core: string,
  missing: (name: string) => void,
  body: (running: readonly RunningPeer[]) => Promise<T>,
): Promise<T> {
  const all: RunningPeer[] = [];
  try {
    for (const peer of chosen) {
      const one = await RunningPeer.start(peer, core);
      if (one === null) missing(peer.name);
      else all.push(one);
    }
    return await body(all);
  } finally {
    for (const one of all) one.stop();
  }
}
