/**
 * Point 3 of the budgets: messages that come a byte at a time, from a client that is as slow as it likes. A server that looked
 * at everything again with each byte would pay for a byte the more the longer the message is.
 *
 * Two ways: through the kernel, as it really happens, where each byte costs the server a system call and a turn of its loop,
 * whatever is done with it; and in memory (servers/in_memory.ts), where what is left is what the server's own code does.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import process from "node:process";
import { setImmediate as turn } from "node:timers/promises";
import { wireTo } from "./bodies.ts";
import { type Form, forms, lengths, message } from "./messages.ts";
import { built } from "./paths.ts";
import type { RunningPeer } from "./peers.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** What a byte costs, in µs. */
export interface BytePoint {
  /** The length of the message's part in bytes. */
  readonly size: number;
  /** Where the message comes a byte at a time. */
  readonly byteAtATime: Spread;
  /** Where it comes in one piece. */
  readonly inOnePiece: Spread;
}

/** What a byte costs in one form of message, on one way. */
export interface ByteSeries {
  /** `socket`, or what in memory reads it: the whole server, the parser alone, or nobody, which is the floor. */
  readonly way: "socket" | "server in memory" | "parser alone" | "read and dropped, in memory";
  readonly peer: string;
  readonly form: Form;
  readonly points: readonly BytePoint[];
}

/** Through the kernel. */
export async function overSockets(
  one: RunningPeer,
  rounds: number,
  say: (what: string) => void,
): Promise<ByteSeries[]> {
  const all: ByteSeries[] = [];
  for (const form of forms) {
    say(`a byte at a time, ${one.peer.name}, ${form}`);
    const points: BytePoint[] = [];
    for (const size of lengths) {
      const bytes = message(form, size);
      const slow: number[] = [];
      const fast: number[] = [];
      for (let i = 0; i < rounds; i++) {
        slow.push(await costPerByte(one, bytes, 1, Math.ceil(4096 / size)));
        fast.push(await costPerByte(one, bytes, bytes.length, Math.ceil((2 << 20) / size)));
      }
      points.push({ size, byteAtATime: spreadOf(slow), inOnePiece: spreadOf(fast) });
    }
    all.push({ way: "socket", peer: one.peer.name, form, points });
  }
  return all;
}

/** Sends a message so many times, in pieces of a size, each on its way before the next is sent. */
async function costPerByte(
  one: RunningPeer,
  bytes: Uint8Array,
  piece: number,
  times: number,
): Promise<number> {
  const { socket, answer } = await wireTo(one.port);
  const before = one.processorTime;
  for (let i = 0; i < times; i++) {
    const answered = answer();
    for (let at = 0; at < bytes.length; at += piece) {
      socket.write(bytes.subarray(at, at + piece));
      if (piece < bytes.length) await turn();
    }
    await answered;
  }
  const cost = (one.processorTime - before) / (times * bytes.length);
  socket.destroy();
  return cost;
}

/** In memory, in a process of its own. */
export function inMemory(core: string, rounds: number): ByteSeries[] {
  const args = ["-c", core, process.execPath, built("servers/in_memory.js"), String(rounds)];
  const { stdout, status } = spawnSync("taskset", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`in_memory.ts failed: ${stdout}`);
  return JSON.parse(stdout) as ByteSeries[];
}

/** How much dearer a byte is in the longest message than in the shortest: about 1 unless something is quadratic. */
export function dearer(points: readonly BytePoint[]): number | null {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined
    ? null
    : last.byteAtATime.median / first.byteAtATime.median;
}
