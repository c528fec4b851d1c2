/**
 * `eoflab export`: a recording as a file for elsewhere. It opens no socket.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { drawCast } from "../ladder/cast.ts";
import { drawMarkdown } from "../ladder/markdown.ts";
import { ascii, unicode } from "../ladder/style.ts";
import { drawSvg } from "../ladder/svg.ts";
import type { Recording } from "../trace/recording.ts";
import { describeRun } from "./describe_run.ts";
import { UsageError } from "./exit.ts";
import { once } from "./options.ts";
import { standardInput } from "./read_file.ts";
import { readRecording } from "./read_recording.ts";
import { palette, print } from "./terminal.ts";
import { writeText } from "./write_file.ts";

const formats = ["json", "md", "svg", "cast"] as const;
type Format = (typeof formats)[number];

interface ExportArgs {
  file: string | undefined;
  format: Format | undefined;
  output: string | undefined;
  force: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

export const exportCommand: CommandModule<object, ExportArgs> = {
  builder: (y) =>
    y
      .positional("file", {
        type: "string",
        describe: "What eoflab run --json printed; - for standard input",
      })
      .option("format", {
        choices: formats,
        requiresArg: true,
        coerce: once<Format>("format"),
        describe: "One JSON document, a ladder as Markdown or SVG, or one that plays in asciinema",
      })
      .option("output", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("output"),
        describe: "The file to write; standard output unless given",
      })
      .option("force", { type: "boolean", default: false, describe: "Write over a file that is there" })
      .option("color", { type: "boolean", describe: "Colours in a cast, or none (--no-color)" })
      .option("ascii", {
        type: "boolean",
        default: false,
        describe: "Draw Markdown and casts with ASCII characters only",
      })
      .example("$0 export run.ndjson --format svg --output ladder.svg", "A drawing for a page")
      .example(
        "$0 run silent-eof --json | $0 export - --format cast > run.cast",
        "Then: asciinema play run.cast",
      )
      .example("$0 export run.ndjson --format md", "For an issue or a README") as never,
  handler: async (args) => {
    const { file, format, output, force } = args;
    if (file === undefined)
      throw new UsageError("export: which file? Want what eoflab run LAB --json printed");
    if (format === undefined)
      throw new UsageError(`export: which format? Want --format ${formats.join(", ")}`);
    const recording = await readRecording(file);
    const lines = write[format](recording, args);
    // The command line puts words in the place of a lone -, which stands for standard output here.
    if (output === undefined || output === standardInput) {
      for (const line of lines) print(line);
    } else {
      await writeText(output, `${[...lines].join("\n")}\n`, force);
    }
  },
};

/** How a recording is written, line by line. */
const write: Record<Format, (recording: Recording, args: ExportArgs) => Iterable<string>> = {
  json: asJson,
  md: (recording, args) => {
    const { title, ranOn, settings } = wordsOf(recording);
    const facts = [
      ["Lab", recording.header.lab],
      ["Ran on", ranOn],
      ["Knobs", settings],
    ] as const;
    return drawMarkdown(recording, { title, facts }, args.ascii ? ascii : unicode);
  },
  svg: (recording) => {
    const { title, ranOn, settings } = wordsOf(recording);
    return drawSvg(recording, { title, lines: [ranOn, settings] });
  },
  cast: (recording, args) => {
    const style = { palette: palette(castColor(args.color)), symbols: args.ascii ? ascii : unicode };
    return drawCast(recording, wordsOf(recording).title, style);
  },
};

/** One document, with an event on each line. */
function* asJson({ header, events }: Recording): Generator<string> {
  yield `{"header": ${JSON.stringify(header)},`;
  yield `"events": [`;
  for (const [i, event] of events.entries()) yield JSON.stringify(event) + (i < events.length - 1 ? "," : "");
  yield "]}";
}

function wordsOf(recording: Recording): ReturnType<typeof describeRun> {
  return describeRun(
    labs.find(({ id }) => id === recording.header.lab),
    recording,
  );
}

/** A cast has colours whatever this terminal takes: it is played elsewhere. Only somebody who wants none gets none. */
function castColor(flag: boolean | undefined): boolean {
  const { NO_COLOR } = process.env;
  return flag ?? (NO_COLOR === undefined || NO_COLOR === "");
}
