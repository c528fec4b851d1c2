/**
 * The answer does not come, or nobody is there to give it.
 *
 * @module
 */

import type { Mode } from "./mode.ts";

export const waits: readonly Mode[] = [
  {
    id: "refused",
    title: "nobody listens on the port",
    labs: ["shutdown", "slow-headers"],
  },
  {
    id: "no-answer",
    title: "no byte of an answer until the client's own limit",
    labs: ["client-gives-up", "blocked-loop", "slow-headers", "continue"],
    answer: (peer) => peer.gone(),
  },
  {
    id: "stalled-body",
    title: "half the body, and then nothing until the client's own limit",
    labs: ["length-lies", "client-gives-up", "blocked-loop"],
    answer: async (peer) => {
      await peer.send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${"x".repeat(400)}`);
      await peer.gone();
    },
  },
];
