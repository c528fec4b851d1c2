/**
 * The help of eoflab as a whole, laid out as yargs does it, without loading yargs: that and what it measures words with take
 * longer to load than all else. A test holds that both print the same.
 *
 * @module
 */

import { wrap } from "../ladder/wrap.ts";
import { commands } from "./commands.ts";
import { exit } from "./exit.ts";

/** What eoflab is, in a sentence. */
export const summary = "eoflab: stand inside the server while the client gets EOF and the log stays clean";

/** What stands below the commands. */
export const epilogue =
  `Without a command it shows the menu, or runs the first lab where there is no terminal. Exit codes: ${exit.held} held, ${exit.didNotHold} did not hold, ` +
  `${exit.usage} usage, ${exit.inconclusive} inconclusive, ${exit.missing} something needed is missing, ` +
  `${exit.bug} a bug in eoflab, ${exit.interrupted} interrupted.`;

/** Below this yargs breaks the names of the commands too, in columns. */
export const leastWidth = 80;

/** The options that need no command, and what they do; in the order and the words of yargs. */
const options = [
  ["-h, --help", "Show help"],
  ["-V, --version", "Show version number"],
] as const;

/** @param width in columns, at least `leastWidth` */
export function help(width: number): string {
  const rows = Object.values(commands).map(
    ({ command, describe }) => [`eoflab ${command}`, describe] as const,
  );
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  const column = Math.max(...options.map(([name]) => name.length)) + 4;
  const kind = "[boolean]";
  return [
    ...wrap(summary, width),
    "",
    "eoflab <command>",
    "",
    "Commands:",
    ...rows.flatMap(([name, describe]) =>
      wrap(describe, width - left).map((line, i) => `  ${i === 0 ? name : ""}`.padEnd(left) + line),
    ),
    "",
    "Options:",
    ...options.map(
      ([name, what]) => `  ${name}`.padEnd(column) + what.padEnd(width - column - kind.length) + kind,
    ),
    "",
    ...wrap(epilogue, width),
  ].join("\n");
}
