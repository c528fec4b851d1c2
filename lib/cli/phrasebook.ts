/**
 * `eoflab phrasebook`: what each client calls a failure, and from an error text to the failures that produce it.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { clients } from "../compare/clients/mod.ts";
import { modes } from "../compare/modes/mod.ts";
import {
  type Met,
  meetAll,
  type Phrase,
  type Phrasebook,
  phrasebookOf,
  readPhrasebook,
} from "../compare/phrasebook.ts";
import { printable } from "../ladder/printable.ts";
import type { Palette } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import { exit, UsageError } from "./exit.ts";
import { interruptible } from "./interrupt.ts";
import { invocation } from "./invocation.ts";
import { nearest } from "./nearest.ts";
import { type BookMode, type FoundMode, matchPhrase } from "./phrasebook/match.ts";
import { readText, standardInput } from "./read_file.ts";
import { columns, note, palette, print, wantsColor } from "./terminal.ts";

interface PhrasebookArgs {
  text: string[];
  mode: string | undefined;
  live: boolean;
  json: boolean;
  color: boolean | undefined;
}

export const phrasebook: CommandModule<object, PhrasebookArgs> = {
  builder: (y) =>
    y
      .positional("text", {
        type: "string",
        array: true,
        default: [] as string[],
        describe: "An error text; - for standard input; without one, all failures",
      })
      .option("mode", { type: "string", requiresArg: true, describe: "Only this failure" })
      .option("live", {
        type: "boolean",
        default: false,
        describe: "Ask the clients that are here, instead of reading what was recorded",
      })
      .option("json", { type: "boolean", default: false, describe: "Print it as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .example('$0 phrasebook "fetch failed: other side closed"', "What this error text is about")
      .example("$0 phrasebook --mode fin-before-answer", "What each client calls that")
      .example("$0 phrasebook --mode no-last-chunk --live", "The same, asked now")
      .epilogue("Exit codes: 0 it was found, 1 no failure has these words.") as never,
  handler: async ({ text, mode, live, json, color }) => {
    const which = mode === undefined ? modes : [modeNamed(mode)];
    const all = live ? await ask(which) : await readPhrasebook();
    const ids = which.map(({ id }) => id);
    const book = { ...all, modes: all.modes.filter(({ id }) => ids.includes(id)) };
    const colors = palette(wantsColor(color));
    const words = await textOf(text);
    if (words === null) {
      if (json) print(JSON.stringify(book, null, 2));
      else for (const line of bookLines(book, colors)) print(line);
      return;
    }
    const found = matchPhrase(book, words);
    if (json) print(JSON.stringify(found.map(asData), null, 2));
    else for (const line of found.length === 0 ? nothing(words) : foundLines(found, colors)) print(line);
    process.exitCode = found.length === 0 ? exit.didNotHold : exit.held;
  },
};

/** @throws UsageError with the nearest one */
function modeNamed(written: string): (typeof modes)[number] {
  const found = modes.find(({ id }) => id === written);
  if (found !== undefined) return found;
  const ids = modes.map(({ id }) => id);
  const meant = nearest(written, ids);
  throw new UsageError(
    `unknown mode ${written}: ${meant === undefined ? `want ${ids.join(", ")}` : `did you mean ${meant}?`}`,
  );
}

/** @returns `null` where none was written */
async function textOf(text: readonly string[]): Promise<string | null> {
  const written =
    text.length === 1 && text[0] === standardInput ? await readText(standardInput) : text.join(" ");
  if (text.length === 0) return null;
  if (written.trim() === "") throw new UsageError("phrasebook: the text is empty");
  return written;
}

/** Asks every client that is here, and notes those that are not. */
async function ask(which: typeof modes): Promise<Phrasebook> {
  const onMet = ({ client: { title }, ...one }: Met): void =>
    note(`${title}: ${"absent" in one ? one.absent : "asked"}`);
  const met = await interruptible((signal) => meetAll(clients, which, { signal, onMet }));
  return phrasebookOf(met, which);
}

function* bookLines(book: Phrasebook, colors: Palette): Generator<string> {
  const versions = book.clients.map(({ title, version }) => `${title} ${version}`).join(", ");
  for (const line of wrap(`Clients: ${versions}`, columns())) yield colors.dim(line);
  for (const mode of book.modes) {
    yield "";
    yield* modeLines(book, mode, colors);
  }
}

function* modeLines(
  book: Phrasebook,
  mode: BookMode,
  { bold, dim, good, accent }: Palette,
): Generator<string> {
  const width = Math.max(...book.clients.map(({ title }) => title.length)) + 4;
  yield bold(`${mode.id}: ${mode.title}`);
  for (const { id, title } of book.clients) {
    const phrase = mode.said[id];
    if (phrase === undefined) continue;
    const [first = "", ...more] = wrap(said(phrase, mode.asks), Math.max(20, columns() - width));
    yield `  ${dim(title.padEnd(width - 2))}${phrase.error === null ? good(first) : first}`;
    for (const line of more) yield " ".repeat(width) + line;
  }
  yield `  ${dim("explained by".padEnd(width - 2))}${accent(mode.labs.join(", "))}`;
}

/** What a client says, and what it did beside. */
function said({ status, bytes, error, requests }: Phrase, asks: number): string {
  const got = status === null ? "" : ` [${status}, ${bytes} bytes]`;
  const again = requests > asks ? ` [asked ${requests} times instead of ${asks}]` : "";
  return `${error === null ? "no error" : printable(error)}${got}${again}`;
}

function* foundLines(found: readonly FoundMode[], { bold, dim, accent }: Palette): Generator<string> {
  const width = columns() - 3;
  for (const { mode, clients: users } of found) {
    yield bold(`${mode.id}: ${mode.title}`);
    const names = users.map(({ client }) => `${client.title} ${client.version}`).join(", ");
    for (const line of wrap(`so said by ${names}`, width)) yield `   ${line}`;
    for (const line of wrap(printable(users[0]?.error ?? ""), width)) yield `   ${dim(line)}`;
    yield `   ${accent(`${invocation()} phrasebook --mode ${mode.id}`)}`;
    for (const lab of mode.labs.slice(0, 2)) yield `   ${accent(`${invocation()} run ${lab}`)}`;
    yield "";
  }
}

function* nothing(text: string): Generator<string> {
  const words = printable(text.trim()).slice(0, 60);
  yield* wrap(`No client was heard to say: ${words}`, columns());
  yield* wrap(
    "Take the error's own words, without what surrounds them. Labs are found by other words, too:",
    columns(),
  );
  yield `  ${invocation()} find ${JSON.stringify(words)}`;
}

function asData({ mode, score, clients: users }: FoundMode): object {
  const { id, title, labs } = mode;
  const who = users.map(({ client, error }) => ({ ...client, error }));
  return { mode: id, title, score: Number(score.toFixed(2)), clients: who, labs };
}
