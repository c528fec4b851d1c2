/**
 * `eoflab wire`: any capture of packets, as Wireshark shows it. It opens no socket.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { setImmediate as turn } from "node:timers/promises";
import type { CommandModule } from "yargs";
import { EoflabError } from "../errors.ts";
import { printable } from "../ladder/printable.ts";
import { ascii, unicode } from "../ladder/style.ts";
import { csvHeading, csvRow } from "../wire/csv.ts";
import { drawExchange } from "../wire/exchange.ts";
import { type PassedOver, readRows } from "../wire/mod.ts";
import type { ReadRow } from "../wire/read_rows.ts";
import type { Row } from "../wire/row.ts";
import { drawRows } from "../wire/table.ts";
import { underHeading } from "../wire/under_heading.ts";
import { UsageError } from "./exit.ts";
import { once } from "./options.ts";
import { standardInput } from "./read_file.ts";
import { cut } from "./screen/cut.ts";
import { allColumns, columns, endColoursWithProgram, note, palette, wantsColor } from "./terminal.ts";

const formats = ["table", "csv", "ladder", "json"] as const;
type Format = (typeof formats)[number];

interface WireArgs {
  file: string | undefined;
  format: Format | undefined;
  explain: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

export const wire: CommandModule<object, WireArgs> = {
  builder: (y) =>
    y
      .positional("file", {
        type: "string",
        describe: "A capture (pcap, pcapng), or Wireshark's list as CSV; - for standard input",
      })
      .option("format", {
        choices: formats,
        requiresArg: true,
        coerce: once<Format>("format"),
        describe: "Wireshark's list as a table or as CSV, arrows between client and server, or NDJSON",
      })
      .option("explain", {
        type: "boolean",
        default: false,
        describe: "Say which packet is which event: the same as --format ladder",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 wire story.pcap", "Wireshark's list")
      .example("$0 wire labs/01_silent_eof/capture.csv --explain", "The story's own capture, explained")
      .example("$0 wire story.pcap --format csv", "As Wireshark exports it") as never,
  handler: async (args) => {
    const { file, explain } = args;
    if (file === undefined || file === "") {
      throw new UsageError(
        "wire: which file? Want a capture (pcap, pcapng), or Wireshark's CSV; - for standard input",
      );
    }
    if (explain && args.format !== undefined && args.format !== "ladder") {
      throw new UsageError(`--explain and --format ${args.format}: want one of them`);
    }
    const format = explain ? "ladder" : (args.format ?? "table");
    const count: Count = { rows: 0, passedOver: 0 };
    const reads = counted(readRows(await open(file), { onEnd: (passed) => report(passed, count) }), count);
    if (format === "ladder" && wantsColor(args.color)) endColoursWithProgram();
    try {
      for await (const line of draw(format, reads, args)) await printSlowly(line);
    } catch (err) {
      throw worded(file, err);
    }
    if (count.rows === 0 && count.passedOver === 0) note(`eoflab: ${file}: there is no packet in it`);
  },
};

/** How many packets there were. */
interface Count {
  rows: number;
  passedOver: number;
}

async function* counted(reads: AsyncIterable<ReadRow>, count: Count): AsyncGenerator<ReadRow> {
  for await (const read of reads) {
    count.rows++;
    yield read;
  }
}

function draw(format: Format, reads: AsyncIterable<ReadRow>, args: WireArgs): AsyncIterable<string> {
  const symbols = args.ascii ? ascii : unicode;
  if (format === "csv") return underHeading(csvHeading, csvRows(reads));
  if (format === "json") return asJson(reads);
  if (format === "ladder") {
    return drawExchange(args.ascii ? asciiReads(reads) : reads, {
      symbols,
      palette: palette(wantsColor(args.color)),
      width: columns(),
      cut,
    });
  }
  // A table is no text that one reads along its lines: it has all of the terminal.
  const width = process.stdout.isTTY === true ? allColumns() : null;
  return drawRows(shownRows(reads, args.ascii), { width, more: args.ascii ? "..." : "…", cut });
}

async function* csvRows(reads: AsyncIterable<ReadRow>): AsyncGenerator<string> {
  for await (const { row } of reads) yield csvRow(row);
}

async function* asJson(reads: AsyncIterable<ReadRow>): AsyncGenerator<string> {
  for await (const { row, tcp } of reads) yield JSON.stringify({ ...row, ...(tcp === null ? {} : { tcp }) });
}

async function* asciiReads(reads: AsyncIterable<ReadRow>): AsyncGenerator<ReadRow> {
  for await (const { row, tcp } of reads) yield { row: { ...row, info: asciiInfo(row.info) }, tcp };
}

function asciiInfo(info: string): string {
  return info.replaceAll("→", "->");
}

async function* shownRows(reads: AsyncIterable<ReadRow>, isAscii: boolean): AsyncGenerator<Row> {
  for await (const { row } of reads) {
    const info = printable(row.info);
    yield { ...row, info: isAscii ? asciiInfo(info) : info };
  }
}

/** Says what has no row. */
function report({ kinds, forgotten }: PassedOver, count: Count): void {
  const total = [...kinds.values()].reduce((sum, of) => sum + of, 0);
  count.passedOver = total;
  if (total > 0) {
    const each = [...kinds].map(([kind, of]) => `${of} ${kind}`).join(", ");
    note(`eoflab: ${total} packets of other kinds passed over: ${each}`);
  }
  if (forgotten > 0) {
    note(
      `eoflab: ${forgotten} connections were forgotten for others; what came of them later is shown as new`,
    );
  }
}

/**
 * Prints, and waits where nobody reads: a large capture does not pile up in memory. In a terminal each line waits for a
 * signal, too, for a person presses Ctrl-C.
 */
async function printSlowly(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) {
    await new Promise<void>((resolve) => process.stdout.once("drain", resolve));
  } else if (process.stdout.isTTY === true) await turn();
}

/** @throws UsageError when there is nothing to read */
async function open(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === standardInput) return process.stdin;
  try {
    if ((await stat(file)).isDirectory()) throw new UsageError(`${file}: this is a folder, want a file`);
  } catch (err) {
    throw worded(file, err);
  }
  return createReadStream(file);
}

/** An error, in words for whoever named the file. */
function worded(file: string, err: unknown): unknown {
  if (err instanceof EoflabError && err.code === "BAD_CAPTURE")
    return new UsageError(`${file}: ${err.message}`);
  const { code, name, message } = err as { code?: string; name?: string; message?: string };
  if (name === "NotCapable") {
    return new EoflabError("NOT_PERMITTED", `Deno may not read ${file}: add --allow-read=${file}`);
  }
  if (code === "ENOENT") return new UsageError(`${file}: there is no such file`);
  if (code !== undefined && ["EACCES", "EPERM", "EIO", "EISDIR"].includes(code)) {
    return new UsageError(`${file}: cannot be read: ${message}`);
  }
  return err;
}
