/**
 * `eoflab wire`: any capture of packets, as Wireshark shows it. It opens no socket.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
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
import { UsageError } from "./exit.ts";
import { once } from "./options.ts";
import { standardInput } from "./read_file.ts";
import { columns, note, palette, wantsColor } from "./terminal.ts";

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
    if (file === undefined)
      throw new UsageError("wire: which file? Want a capture (pcap, pcapng), or Wireshark's CSV");
    if (explain && args.format !== undefined && args.format !== "ladder") {
      throw new UsageError(`--explain and --format ${args.format}: want one of them`);
    }
    const format = explain ? "ladder" : (args.format ?? "table");
    const reads = readRows(await open(file), { onEnd: report });
    try {
      for await (const line of draw(format, reads, args)) await printSlowly(line);
    } catch (err) {
      throw worded(file, err);
    }
  },
};

function draw(format: Format, reads: AsyncIterable<ReadRow>, args: WireArgs): AsyncIterable<string> {
  const symbols = args.ascii ? ascii : unicode;
  if (format === "csv") return asCsv(reads);
  if (format === "json") return asJson(reads);
  if (format === "ladder") {
    return drawExchange(args.ascii ? asciiReads(reads) : reads, {
      symbols,
      palette: palette(wantsColor(args.color)),
      width: columns(),
    });
  }
  const width = process.stdout.isTTY === true ? columns() : null;
  return drawRows(shownRows(reads, args.ascii), width, args.ascii ? "..." : "…");
}

async function* asCsv(reads: AsyncIterable<ReadRow>): AsyncGenerator<string> {
  yield csvHeading;
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
function report({ kinds, forgotten }: PassedOver): void {
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  if (total > 0) {
    const each = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ");
    note(`eoflab: ${total} packets of other kinds passed over: ${each}`);
  }
  if (forgotten > 0) {
    note(
      `eoflab: ${forgotten} connections were forgotten for others; what came of them later is shown as new`,
    );
  }
}

/** Prints, and waits where nobody reads: a large capture does not pile up in memory. */
async function printSlowly(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once("drain", resolve));
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
