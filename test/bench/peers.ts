/**
 * The servers that the bench compares, and how each is started: one process, pinned to one core.
 *
 * @module
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The core of the server, and the one of whoever asks it. */
export const serverCore = "0";
export const loadCore = "1";

/** A server of the bench. */
export interface Peer {
  readonly name: string;
  /** Whether it knows only the small answer, and so is the limit of what can be reached. */
  readonly canned?: true;
  /** The program and its arguments; `null` where it is not installed. */
  command(): readonly string[] | null;
}

/** The repository; this file runs from dist/test/bench. */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const source = (name: string): string => join(root, "test/bench/servers", name);
const built = (name: string): string => join(root, "dist/test/bench/servers", name);
const denoProgram = join(root, "node_modules/.bin/deno");

function deno(file: string): readonly string[] {
  return [denoProgram, "run", "--quiet", "--no-check", "--allow-net=127.0.0.1", "--allow-env", source(file)];
}

/** Builds Go's server once. */
function go(): readonly string[] | null {
  const program = join(tmpdir(), `eoflab-bench-${process.pid}`);
  const { status } = spawnSync("go", ["build", "-o", program, source("main.go")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0 ? [program] : null;
}

function installed(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** All of them, in the order of the table. */
export const peers: readonly Peer[] = [
  { name: "eoflab-node", command: () => [process.execPath, built("eoflab.js")] },
  { name: "node-http", command: () => [process.execPath, built("node_http.js")] },
  { name: "canned-node", canned: true, command: () => [process.execPath, built("canned_node.js")] },
  { name: "go", command: go },
  { name: "eoflab-deno", command: () => deno("eoflab.ts") },
  { name: "deno-serve", command: () => deno("fetch.ts") },
  { name: "canned-deno", canned: true, command: () => deno("canned_deno.ts") },
  { name: "bun-serve", command: () => (installed("bun") ? ["bun", source("fetch.ts")] : null) },
];

/** A server that runs. */
export class RunningPeer {
  readonly peer: Peer;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(peer: Peer, child: ChildProcess, port: number) {
    this.peer = peer;
    this.#child = child;
    this.port = port;
  }

  /** Starts a server, and waits until it says where it listens. `null` where its program is not installed. */
  static async start(peer: Peer): Promise<RunningPeer | null> {
    const command = peer.command();
    if (command === null) return null;
    const child = spawn("taskset", ["-c", serverCore, ...command], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, GOMAXPROCS: "1" },
    });
    if (child.stdout === null) return null;
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port !== undefined) return new RunningPeer(peer, child, Number(port));
    }
    throw new Error(`${peer.name} did not start: ${command.join(" ")}`);
  }

  /** The processor time that it has used so far, in ms. */
  get cpu(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /** The memory that it holds, in bytes. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "latin1");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}
