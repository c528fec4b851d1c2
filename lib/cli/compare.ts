/**
 * `eoflab compare`: labs on other servers and with other clients, side by side, each cell a run.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { cellName } from "../compare/cell.ts";
import { clients as allClients } from "../compare/clients/mod.ts";
import { type Comparison, compareAll, type Plan } from "../compare/comparison.ts";
import { htmlOf } from "../compare/html.ts";
import { markdownOf } from "../compare/markdown.ts";
import { servers as allServers, type ServerTarget } from "../compare/servers/mod.ts";
import { parseRecording } from "../trace/recording.ts";
import { addedClients, addedServers, otherRuntimes } from "./compare/added.ts";
import { showRecording } from "./compare/cell.ts";
import { chosen } from "./compare/chosen.ts";
import { printReport } from "./compare/lines.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { once } from "./options.ts";
import { note, print } from "./terminal.ts";
import { checkFree, writeText } from "./write_file.ts";

const formats = ["table", "md", "json", "html"] as const;
type Format = (typeof formats)[number];

/** What the command line takes. */
interface CompareArgs {
  labs: string[];
  servers: string | undefined;
  clients: string | undefined;
  against: string | undefined;
  runtime: string[];
  repeat: string | undefined;
  format: Format | undefined;
  cell: string | undefined;
  output: string | undefined;
  force: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

export const compare: CommandModule<object, CompareArgs> = {
  builder: (y) =>
    y
      .positional("labs", {
        type: "string",
        array: true,
        default: [],
        describe: "Names or numbers of labs; all of them if none is given",
      })
      .option("servers", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("servers"),
        describe: "Which servers, with commas between them; all unless given, none for none",
      })
      .option("clients", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("clients"),
        describe: "Which clients, in the same way",
      })
      .option("against", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("against"),
        describe: "The server that the others are held against; go unless given",
      })
      .option("runtime", {
        type: "string",
        array: true,
        default: [],
        requiresArg: true,
        describe:
          "One more Node, Deno or Bun: node=/path/to/node. What runs on the first has @1 behind its id",
      })
      .option("repeat", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("repeat"),
        describe: "How often a cell on the real clock is run, to see whether it wavers; 2 unless given",
      })
      .option("format", {
        choices: formats,
        requiresArg: true,
        coerce: once<Format>("format"),
        describe: "A table for the terminal, Markdown, JSON, or a page that stands alone",
      })
      .option("cell", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("cell"),
        describe:
          "Show what happened with one server or client, as a ladder (--format json: its recording); client/go where both have the id",
      })
      .option("output", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("output"),
        describe: "The file to write; standard output unless given",
      })
      .option("force", { type: "boolean", default: false, describe: "Write over a file that is there" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 compare silent-eof", "The story, on every server that is here")
      .example("$0 compare silent-eof --cell deno-serve", "What happened with one of them")
      .example("$0 compare --format html --output compare.html", "All labs, as a page")
      .epilogue(
        `Servers: ${allServers.map(({ id }) => id).join(", ")}. Clients: ${allClients.map(({ id }) => id).join(", ")}.`,
      ) as never,
  handler: async (args) => {
    const picked = args.labs.length === 0 ? labs : [...new Set(args.labs.map(findLab))];
    const others = otherRuntimes(args.runtime);
    const servers = [...allServers, ...addedServers(others)];
    const clients = [...allClients, ...addedClients(others)];
    const against = chosen("server", servers, args.against ?? "go");
    if (against.length !== 1) throw new UsageError(`--against ${args.against}: want one server`);
    const plan: Plan = {
      labs: picked,
      servers: chosen("server", servers, args.servers),
      clients: chosen("client", clients, args.clients),
      against: against[0] as ServerTarget,
      repeat: repeats(args.repeat),
    };
    if (args.cell !== undefined) return await showOne(plan, args.cell, args);
    if (args.output !== undefined) await checkFree(args.output, args.force);
    const { report, recordings } = await compared(plan);
    const format = args.format ?? "table";
    const lines =
      format === "html"
        ? htmlOf(report, recordings)
        : format === "md"
          ? markdownOf(report)
          : format === "json"
            ? [JSON.stringify(report, null, 1)]
            : printReport(report, args);
    if (args.output === undefined) for (const line of lines) print(line);
    else await writeText(args.output, `${[...lines].join("\n")}\n`, args.force);
    const failed = report.labs.some(
      ({ servers, clients }) =>
        servers.some(({ verdict }) => verdict === "failed") || clients.some((client) => client.failed),
    );
    process.exitCode = failed ? exit.inconclusive : exit.held;
  },
};

/** Shows one cell. */
async function showOne(plan: Plan, written: string, args: CompareArgs): Promise<void> {
  const [lab] = plan.labs;
  if (lab === undefined || plan.labs.length !== 1)
    throw new UsageError("--cell: want one lab, and one server or client");
  const id = written.replace(/^client\//, "");
  const server = id === written ? plan.servers.find((one) => one.id === id) : undefined;
  const client = server === undefined ? plan.clients.find((one) => one.id === id) : undefined;
  const target = server ?? client;
  if (target === undefined) {
    chosen("cell", id === written ? [...plan.servers, ...plan.clients] : plan.clients, id);
    throw new UsageError(`--cell ${written}: want one server or client`);
  }
  const one: Plan = {
    ...plan,
    servers: server === undefined ? [] : [server],
    clients: client === undefined ? [] : [client],
    repeat: 1,
  };
  const { report, recordings } = await compared(one);
  const recording = recordings.get(cellName(lab.id, server === undefined ? "client" : "server", id));
  if (recording === undefined) {
    for (const line of printReport(report, args)) print(line);
    note("There is no recording of it: see above");
    process.exitCode = exit.inconclusive;
  } else if (args.format === "json") print(recording);
  else showRecording(parseRecording(recording), target.title, args);
}

/** @throws UsageError */
function repeats(written: string | undefined): number {
  const n = Number(written ?? 2);
  if (Number.isInteger(n) && n >= 1 && n <= 100) return n;
  throw new UsageError(`--repeat ${written}: want a whole number from 1 to 100`);
}

/** Compares, and says how far it is: on a line of a terminal that is written over; elsewhere at each quarter. */
async function compared(plan: Plan): Promise<Comparison> {
  const { stderr } = process;
  const rewrite = (text: string) => void stderr.write(`\r\x1b[K${text}`);
  const onProgress = (done: number, of: number, what: string): void => {
    const text = `${done} of ${of} cells with ${what}`;
    if (stderr.isTTY) rewrite(text);
    else if (Math.floor((4 * done) / of) > Math.floor((4 * (done - 1)) / of)) note(text);
  };
  try {
    return await interruptible((signal) => compareAll(plan, signal, onProgress));
  } finally {
    if (stderr.isTTY) rewrite("");
  }
}
