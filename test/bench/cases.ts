/**
 * The cases in which the servers stand beside each other.
 *
 * @module
 */

import type { Load } from "./load.ts";

export interface Case extends Load {
  readonly name: string;
  readonly title: string;
  /** How many times as many rounds as the others it has: one whose budgets are tight. One unless set. */
  readonly times?: number;
  /** How many connections are idle beside. */
  readonly idle?: number;
  /** Whether a server can do it that knows only the small answer. */
  readonly canned?: true;
}

/** How many connections are idle where that is the case. */
export const idleCount = 10_000;

/** In the order of the table. */
export const cases: readonly Case[] = [
  { name: "small", title: "a small answer, kept alive", path: "/", connections: 50, canned: true, times: 2 },
  {
    name: "pipelined",
    title: "pipelined, 16 deep",
    path: "/",
    connections: 50,
    pipelined: 16,
    canned: true,
  },
  { name: "large", title: "an answer of 100 KB", path: "/large", connections: 50 },
  { name: "stream", title: "1,000 small writes, each flushed", path: "/stream", connections: 8 },
  { name: "echo", title: "a POST of 10 KB, echoed", path: "/echo", connections: 50, post: true },
  {
    name: "new-connection",
    title: "a new connection for each request",
    path: "/",
    connections: 50,
    close: true,
  },
  {
    name: "beside-idle",
    title: "a small answer beside 10,000 idle connections",
    path: "/",
    connections: 50,
    idle: idleCount,
    canned: true,
  },
];
