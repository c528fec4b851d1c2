/**
 * Asks V8 where a process is that does not end: by the inspector's protocol, which answers in the middle of a loop.
 *
 * @module
 */

import { SourceMap } from "node:module";
import { systemClock } from "../clock.ts";
import type { Place } from "./protocol.ts";

/** How long an answer is waited for, in ms. */
const patience = 1_000;

/** The address that a process with `--inspect` writes to standard error. */
export function inspectorIn(stderr: string): string | null {
  return /Debugger listening on (ws:\/\/127\.0\.0\.1:\S+)/.exec(stderr)?.[1] ?? null;
}

/** What the protocol says, as far as it is looked at. */
interface Said {
  readonly method?: string;
  readonly params?: {
    readonly scriptId?: string;
    readonly url?: string;
    readonly sourceMapURL?: string;
    readonly callFrames?: readonly {
      readonly location: {
        readonly scriptId: string;
        readonly lineNumber: number;
        readonly columnNumber: number;
      };
    }[];
  };
}

/**
 * Stops the process and gives the innermost place of a file in it; `null` if there is none, or no answer. The process
 * stays stopped.
 *
 * @param inspector the address of its inspector
 * @param url the file's URL
 */
export async function whereItIs(inspector: string, url: string): Promise<Place | null> {
  const socket = await connect(inspector);
  return new Promise((resolve) => {
    /** The source map of each script of the file; empty where it runs as it was written. */
    const maps = new Map<string, string>();
    const done = (place: Place | null): void => {
      timer.cancel();
      socket.close();
      resolve(place);
    };
    const timer = systemClock.after(patience, () => done(null));
    socket.addEventListener("error", () => done(null));
    socket.addEventListener("open", () => {
      for (const [id, method] of ["Debugger.enable", "Debugger.pause"].entries()) {
        socket.send(JSON.stringify({ id, method }));
      }
    });
    socket.addEventListener("message", ({ data }) => {
      const { method, params = {} } = JSON.parse(String(data)) as Said;
      const { scriptId = "", url: script = "", sourceMapURL = "", callFrames = [] } = params;
      if (method === "Debugger.scriptParsed" && script === url) maps.set(scriptId, sourceMapURL);
      if (method !== "Debugger.paused") return;
      const at = callFrames.map(({ location }) => location).find((one) => maps.has(one.scriptId));
      done(at === undefined ? null : written(at.lineNumber, at.columnNumber, maps.get(at.scriptId) ?? ""));
    });
  });
}

/** The runtime's own WebSocket; Node has one from version 22 on. */
async function connect(url: string): Promise<WebSocket> {
  const { WebSocket: own } = globalThis as { WebSocket?: typeof WebSocket };
  return new (own ?? ((await import("ws")).default as unknown as typeof WebSocket))(url);
}

/**
 * The place in the file as it was written. Deno runs what it made of it, and says so in a source map.
 *
 * @param line from 0, as `column` is
 */
function written(line: number, column: number, map: string): Place {
  const [, json] = /^data:application\/json;base64,(.*)$/.exec(map) ?? [];
  const entry = json === undefined ? null : new SourceMap(JSON.parse(atob(json))).findEntry(line, column);
  // The types of findEntry do not say that it may give nothing.
  const found = entry as { originalLine?: number; originalColumn?: number } | null;
  return { line: (found?.originalLine ?? line) + 1, column: (found?.originalColumn ?? column) + 1 };
}
