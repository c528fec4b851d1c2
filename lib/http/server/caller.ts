/**
 * Who called into this library, for the lines of the log that tell a handler's author where to look (Go's
 * relevantCaller).
 *
 * @module
 */

/** The folder lib/http, as stacks name it: what is in there is not the caller. */
const here = new URL("..", import.meta.url).pathname;

/**
 * The nearest function on the stack that is not part of the server: `handler (main.ts:12)`.
 *
 * @returns `unknown` where the stack does not show one, as after an await
 */
export function relevantCaller(): string {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const frame = frames.find((line) => !line.includes(here) && /:\d+:\d+\)?$/.test(line));
  const [, name, file, line] = /^\s*at (?:async )?(?:(.*) \()?(.*):(\d+):\d+\)?$/.exec(frame ?? "") ?? [];
  if (file === undefined) return "unknown";
  return `${name ?? "(anonymous)"} (${file.slice(file.lastIndexOf("/") + 1)}:${line})`;
}
