/**
 * `eoflab teach grade`: who has repaired what.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { printable } from "../../ladder/printable.ts";
import { ascii, type Palette, type Symbols, unicode } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { type Grade, grade as gradeAll } from "../../workshop/grade.ts";
import { type RuntimeName, runtimeNames } from "../../workshop/runtimes.ts";
import { UsageError } from "../exit.ts";
import { interruptible } from "../interrupt.ts";
import { once } from "../options.ts";
import { columns, note, palette, print, wantsColor } from "../terminal.ts";
import { searchPath } from "../workshop/options.ts";
import { exerciseLabs } from "../workshop/which.ts";

interface GradeArgs {
  dir: string;
  csv: boolean;
  json: boolean;
  runtime: RuntimeName | undefined;
  color: boolean | undefined;
  ascii: boolean;
}

export const grade: CommandModule<object, GradeArgs> = {
  command: "grade <dir>",
  describe: "Check what was handed in: a folder with a folder for each person",
  builder: (y) =>
    y
      .positional("dir", { type: "string", demandOption: true, describe: "The folder of all" })
      .option("csv", {
        type: "boolean",
        default: false,
        describe: "A line for each exercise, for a spreadsheet",
      })
      .option("json", { type: "boolean", default: false, describe: "The same for a program" })
      .option("runtime", {
        choices: runtimeNames,
        requiresArg: true,
        coerce: once<RuntimeName>("runtime"),
        describe: "What the files run on; on deno they may read their own folder, and no other",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 teach grade handed-in --csv > grades.csv", "For a spreadsheet") as never,
  handler: async ({ dir, csv, json, runtime, color, ascii: isAscii }) => {
    if (csv && json) throw new UsageError("--csv or --json: want one of them");
    const all = await interruptible(async (signal) => {
      const grades: Grade[] = [];
      for await (const one of gradeAll(dir, exerciseLabs, { runtime, path: searchPath(), signal })) {
        grades.push(one);
        if (process.stderr.isTTY === true && one.file !== null) note(`${printable(one.person)}: ${one.lab}`);
      }
      return grades;
    });
    if (csv) for (const line of csvOf(all)) print(line);
    else if (json) print(JSON.stringify({ grades: all }, null, 2));
    else for (const line of tableOf(all, palette(wantsColor(color)), isAscii ? ascii : unicode)) print(line);
  },
};

/** A line for each exercise of each person (RFC 4180, without CR at the ends). */
function* csvOf(grades: readonly Grade[]): Generator<string> {
  yield "person,lab,result,file,failed,why";
  for (const { person, lab, result, file, failed, why } of grades) {
    yield [person, lab, result, file ?? "", failed.join(" "), why ?? ""].map(field).join(",");
  }
}

/** A field that no spreadsheet takes for a formula, whoever wrote it. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row for each person with a mark for each exercise, and below it why something does not hold. */
function* tableOf(
  grades: readonly Grade[],
  { good, bad, dim, bold }: Palette,
  symbols: Symbols,
): Generator<string> {
  const persons = [...new Set(grades.map(({ person }) => person))];
  const width = Math.max(...persons.map((person) => printable(person).length), "person".length);
  const numbers = exerciseLabs.map(({ number }) => String(number).padStart(2, "0"));
  yield bold(`${"person".padEnd(width)}  ${numbers.join(" ")}`);
  const marks: Record<Grade["result"], string> = {
    passed: good(` ${symbols.mark}`),
    failed: bad(` ${symbols.bad}`),
    broken: bad(" !"),
    unreadable: bad(" ?"),
    "as given": dim(" ="),
    missing: dim(" -"),
  };
  for (const person of persons) {
    const own = grades.filter((one) => one.person === person);
    const done = own.filter(({ result }) => result === "passed").length;
    yield `${printable(person).padEnd(width)}  ${own.map(({ result }) => marks[result]).join(" ")}  ${done} of ${own.length}`;
  }
  yield "";
  yield `${symbols.mark} passed  ${symbols.bad} failed  ! broken  = as it was given  - not handed in  ? cannot be read`;
  for (const { person, lab, why, failed, result } of grades) {
    if (why === null) continue;
    yield "";
    yield `${bold(printable(person))} ${lab}: ${result}${failed.length === 0 ? "" : ` (${failed.join(", ")})`}`;
    for (const line of wrap(printable(why), columns() - 4)) yield `    ${line}`;
  }
}
