/**
 * http.get of node:http.
 *
 * @module
 */

import { get } from "node:http";
import { each, type Got, joined } from "./each.ts";

await each(
  (url, limit) =>
    new Promise<Got>((resolve) => {
      const pieces: Uint8Array[] = [];
      let status: number | null = null;
      const end = (fail?: unknown): void => {
        const got = { status, body: joined(pieces) };
        // The connection goes back to the agent in the same turn, but behind this event.
        queueMicrotask(() => resolve(fail === undefined ? got : { ...got, fail }));
      };
      const request = get(url, { signal: AbortSignal.timeout(limit) }, (response) => {
        status = response.statusCode ?? null;
        response.on("data", (piece: Uint8Array) => pieces.push(piece));
        response.on("error", end);
        response.on("end", () => end());
      });
      request.on("error", end);
    }),
);
