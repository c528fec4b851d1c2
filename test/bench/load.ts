/**
 * The load: wrk on its own core, or autocannon where that is not installed, and the connections that are idle beside it.
 *
 * @module
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import process from "node:process";
import { type Measured, parseAutocannon, parseWrk } from "./load_report.ts";
import { root, source } from "./paths.ts";

/** What is asked of a server. */
export interface Load {
  readonly path: string;
  readonly connections: number;
  /** How many requests are sent at once on a connection; one unless set. Sixteen is what wrk's script does. */
  readonly pipelined?: 16;
  /** Whether each request is a POST of 10 KB. */
  readonly post?: true;
  /** Whether each request has a connection of its own. */
  readonly close?: true;
  /** Fields of the requests beside those that the program sends itself. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
}

/** A program that makes the load. */
export interface LoadProgram {
  readonly name: "wrk" | "autocannon";
  /** What must be known of the numbers that it gives; `null` if nothing. */
  readonly note: string | null;
  readonly command: (url: string, load: Load, seconds: number) => readonly string[];
  readonly read: (said: string) => Measured;
}

export const wrk: LoadProgram = {
  name: "wrk",
  note: null,
  command: (url, { path, connections, pipelined, post, close, fields = [] }, seconds) => [
    ...["wrk", "--latency", "-t1", `-c${connections}`, `-d${seconds}s`],
    ...(pipelined === undefined ? [] : ["-s", source("pipeline.lua")]),
    ...(post === undefined ? [] : ["-s", source("echo.lua")]),
    ...(close === undefined ? [] : ["-H", "Connection: close"]),
    ...fields.flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
    `${url}${path}`,
  ],
  read: parseWrk,
};

const autocannonProgram = `${root}node_modules/autocannon/autocannon.js`;

export const autocannon: LoadProgram = {
  name: "autocannon",
  note:
    "wrk is not installed (Debian: apt-get install wrk), so autocannon asks. It is slower than most of the servers, and so the " +
    "bottleneck: of the rates, those of the fast ones are its own. The processor time for a request is still the server's.",
  command: (url, { path, connections, pipelined, post, close, fields = [] }, seconds) => [
    ...[process.execPath, autocannonProgram, "--json", "-c", String(connections), "-d", String(seconds)],
    ...(pipelined === undefined ? [] : ["-p", String(pipelined)]),
    ...(post === undefined ? [] : ["-m", "POST", "-b", "x".repeat(10_240)]),
    ...(close === undefined ? [] : ["-H", "Connection=close"]),
    ...fields.flatMap(([name, value]) => ["-H", `${name}=${value}`]),
    `${url}${path}`,
  ],
  read: parseAutocannon,
};

/** The program that is here; `null` if none is. */
export function findLoadProgram(): LoadProgram | null {
  if (spawnSync("wrk", ["-v"]).error === undefined) return wrk;
  return existsSync(autocannonProgram) ? autocannon : null;
}

/** The load that runs now: it does not outlive the bench. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Asks a server for so many seconds.
 *
 * @throws Error when no request was answered
 */
export async function ask(
  program: LoadProgram,
  port: number,
  load: Load,
  seconds: number,
): Promise<Measured> {
  const [command = "", ...args] = program.command(`http://127.0.0.1:${port}`, load, seconds);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  running.add(child);
  await once(child, "close");
  running.delete(child);
  return program.read(said);
}

/** Opens connections, sends a request on each, reads the answer and leaves them open. Returns how to end them. */
export async function idleConnections(port: number, count: number): Promise<() => void> {
  const sockets: net.Socket[] = [];
  const one = async (): Promise<void> => {
    while (sockets.length < count) {
      const socket = net.connect(port, "127.0.0.1");
      sockets.push(socket);
      await once(socket, "connect");
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await once(socket, "data");
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
