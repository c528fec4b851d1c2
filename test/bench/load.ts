/**
 * The load: wrk on the other core, and the connections that are idle beside it.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { loadCore } from "./peers.ts";

/** What is asked of the servers. */
export interface Case {
  readonly name: string;
  readonly path: string;
  readonly connections: number;
  /** A script of wrk beside this file's source. */
  readonly script?: string;
  /** A header field of the requests. */
  readonly header?: string;
  /** How many connections are idle beside. */
  readonly idle?: number;
  /** Whether a server can do it that knows only the small answer. */
  readonly canned?: true;
}

/** The cases, in the order of the table. */
export const cases: readonly Case[] = [
  { name: "small", path: "/", connections: 50, canned: true },
  { name: "pipelined", path: "/", connections: 50, script: "pipeline.lua", canned: true },
  { name: "large", path: "/large", connections: 50 },
  { name: "stream", path: "/stream", connections: 8 },
  { name: "echo", path: "/echo", connections: 50, script: "echo.lua" },
  { name: "new-connection", path: "/", connections: 50, header: "Connection: close" },
  { name: "beside-idle", path: "/", connections: 50, idle: 10_000, canned: true },
];

/** What wrk measured. */
export interface Measured {
  /** Requests a second. */
  readonly rate: number;
  /** How many requests were answered. */
  readonly requests: number;
  /** In ms. */
  readonly p99: number;
  /** Answers that were none, or were no 2xx. */
  readonly errors: number;
}

/**
 * Asks a server for so many seconds.
 *
 * @throws Error when wrk is not there, or fails
 */
export async function load(port: number, what: Case, seconds: number): Promise<Measured> {
  const args = ["-c", loadCore, "wrk", "--latency", "-t1", `-c${what.connections}`, `-d${seconds}s`];
  if (what.script !== undefined) {
    args.push("-s", fileURLToPath(new URL(`../../../test/bench/${what.script}`, import.meta.url)));
  }
  if (what.header !== undefined) args.push("-H", what.header);
  const child = spawn("taskset", [...args, `http://127.0.0.1:${port}${what.path}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await once(child, "close");
  return parseWrk(said);
}

/** Reads wrk's report. */
export function parseWrk(said: string): Measured {
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  const requests = Number(/(\d+) requests in/.exec(said)?.[1]);
  const [, p99 = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(said) ?? [];
  if (!(rate > 0) || p99 === "") throw new Error(`no request was answered; wrk says: ${said}`);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(said)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(said) ?? [];
  const errors = broken.slice(1).reduce((sum, n) => sum + Number(n), bad);
  return { rate, requests, p99: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1), errors };
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
