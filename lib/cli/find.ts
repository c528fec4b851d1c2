/**
 * `eoflab find`: from a symptom to the labs that explain it.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { printable } from "../ladder/printable.ts";
import type { Palette } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import { exit, UsageError } from "./exit.ts";
import { type Found, find } from "./find/find.ts";
import { readPages } from "./find/pages.ts";
import { wordsOf } from "./find/words.ts";
import { invocation } from "./invocation.ts";
import { readText, standardInput } from "./read_file.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";

interface FindArgs {
  symptom: string[];
  json: boolean;
  color: boolean | undefined;
}

/** So many labs are shown in full; the others that were found by their names. */
const shown = 5;

export const findCommand: CommandModule<object, FindArgs> = {
  builder: (y) =>
    y
      .positional("symptom", {
        type: "string",
        array: true,
        default: [] as string[],
        describe: "Words, an error text or lines of a log; - for standard input",
      })
      .option("json", { type: "boolean", default: false, describe: "Print what was found as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .example('$0 find "empty reply from server"', "The error text of a client")
      .example("$0 find 502 from the load balancer", "Or words")
      .example("tail -50 server.log | $0 find -", "Or lines of a log")
      .epilogue("Exit codes: 0 labs were found, 1 none was, 2 no text was given.") as never,
  handler: async ({ symptom, json, color }) => {
    const text = await textOf(symptom);
    if (text.trim() === "") {
      throw new UsageError(
        `find: want a symptom or an error text: ${invocation()} find "empty reply from server", or - for standard input`,
      );
    }
    const found = find(readPages(labs), text);
    const colors = palette(wantsColor(color));
    if (json) print(JSON.stringify(found.map(asData), null, 2));
    else for (const line of found.length === 0 ? nothing(text, colors) : results(found, colors)) print(line);
    process.exitCode = found.length === 0 ? exit.didNotHold : exit.held;
  },
};

/** What was written, or standard input where that is `-` alone; else a dash is punctuation. */
async function textOf(symptom: readonly string[]): Promise<string> {
  if (symptom.length === 1 && symptom[0] === standardInput) return await readText(standardInput);
  return symptom.filter((word) => word !== standardInput).join(" ");
}

function* results(found: readonly Found[], colors: Palette): Generator<string> {
  for (const one of found.slice(0, shown)) {
    yield* result(one, colors);
    yield "";
  }
  const others = found.slice(shown).map(({ lab }) => `${String(lab.number).padStart(2, "0")} ${lab.id}`);
  if (others.length > 0) yield* wrap(`Less near: ${others.join(", ")}.`, columns());
}

function* result({ lab, phrase, words }: Found, { bold, dim, accent }: Palette): Generator<string> {
  const width = columns() - 3;
  const [title = "", ...more] = wrap(
    `${String(lab.number).padStart(2, "0")} ${lab.id}: ${lab.title}`,
    columns(),
    width,
  );
  yield bold(title);
  for (const line of more) yield bold(`   ${line}`);
  for (const line of wrap(lab.symptom, width)) yield `   ${line}`;
  for (const line of wrap(because(phrase, words), width)) yield dim(`   ${line}`);
  for (const command of commands(lab.id)) yield `   ${accent(command)}`;
}

/** Why it was found. */
function because(phrase: Found["phrase"], words: readonly string[]): string {
  switch (phrase?.from) {
    case "searchedAs":
      return `found by: "${phrase.text}"`;
    case "symptom":
      return "found by: its symptom";
    case "title":
    case "id":
      return "found by: its name";
    case "incident":
      return "found by: where it happened";
    default:
      return `found by: ${words.map(printable).join(", ")}`;
  }
}

function commands(id: string): string[] {
  return [`${invocation()} run ${id}`, `${invocation()} step ${id}`];
}

/** What to do when nothing was found. */
function* nothing(text: string, { bold, accent }: Palette): Generator<string> {
  const said = printable(text.trim());
  const short = said.length > 60 ? `${said.slice(0, 60)}…` : said;
  const width = columns();
  for (const line of wrap(`No lab was found for: ${short}`, width)) yield bold(line);
  const empty = wordsOf(text).length === 0;
  const why = empty
    ? "It has no words that are looked for: addresses, URLs, times and paths do not count."
    : "Take the error's own words, without what surrounds them, or fewer words: what client, server and log say.";
  for (const line of wrap(`${why} All labs:`, width)) yield line;
  yield `  ${accent(`${invocation()} list`)}`;
}

/** For a program. */
function asData({ lab, score, phrase, words }: Found): object {
  const { id, number, title, symptom, incident, prevent } = lab;
  const [run, step] = commands(id);
  return {
    id,
    number,
    title,
    symptom,
    score: Number(score.toFixed(2)),
    phrase,
    words,
    run,
    step,
    incident,
    prevent,
  };
}
