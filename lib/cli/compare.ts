/**
 * `eoflab compare`: labs on other servers and with other clients, side by side, each cell a run.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { clients as allClients, type ClientTarget } from "../compare/clients/mod.ts";
import { type ClientCell, runClientCell } from "../compare/clients/run_client.ts";
import { htmlOf } from "../compare/html.ts";
import { markdownOf } from "../compare/markdown.ts";
import { lookFor, runMatrix } from "../compare/matrix.ts";
import { type Report, reportOf, type Target } from "../compare/report.ts";
import { servers as allServers, type ServerTarget } from "../compare/servers/mod.ts";
import { settingOf } from "../compare/setting.ts";
import type { Lab } from "../lab/lab.ts";
import { parseRecording } from "../trace/recording.ts";
import { addedServers } from "./compare/added.ts";
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

/** So many clients are asked at once. */
const atOnce = 4;

export const compare: CommandModule<object, CompareArgs> = {
  command: "compare [labs..]",
  describe: "Run labs on other servers and with other clients, side by side",
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
        describe: "Another Node, Deno or Bun beside the one that is found: node=/path/to/node",
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
        describe: "Show what happened with one server or client, as a ladder (--format json: its recording)",
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
    const picked = args.labs.length === 0 ? labs : args.labs.map(findLab);
    const servers = [...allServers, ...addedServers(args.runtime)];
    const plan: Plan = {
      labs: picked,
      servers: chosen("server", servers, args.servers),
      clients: chosen("client", allClients, args.clients),
      against: chosen("server", servers, args.against ?? "go")[0]?.id ?? "go",
      repeat: repeats(args.repeat),
    };
    if (args.cell !== undefined) return await showOne(plan, args.cell, args);
    if (args.output !== undefined) await checkFree(args.output, args.force);
    const { report, recordings } = await interruptible((signal) => compareAll(plan, signal));
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
    const failed = report.labs.some((lab) => lab.servers.some(({ verdict }) => verdict === "failed"));
    process.exitCode = failed ? exit.inconclusive : exit.held;
  },
};

/** What is to be compared. */
export interface Plan {
  readonly labs: readonly Lab[];
  readonly servers: readonly ServerTarget[];
  readonly clients: readonly ClientTarget[];
  readonly against: string;
  readonly repeat: number;
}

/** Makes all runs, and says how far it is. */
export async function compareAll(
  plan: Plan,
  signal: AbortSignal,
): Promise<{ report: Report; recordings: Map<string, string> }> {
  const [found, clients] = await Promise.all([lookFor(plan.servers), lookForClients(plan.clients)]);
  const progress = progressLine();
  const rows = await runMatrix(plan.labs, found, {
    ...plan,
    signal,
    onCell: (done, of) => progress(`${done} of ${of} runs on servers`),
  });
  const here = plan.clients.filter((_, i) => clients[i]?.version !== null);
  const clientCells = await runClients(plan.labs, here, signal, (done, of) =>
    progress(`${done} of ${of} runs with clients`),
  );
  progress("");
  const recordings = new Map<string, string>();
  for (const { lab, target, recording } of [...rows.flatMap(({ cells }) => cells), ...clientCells]) {
    if (recording !== null) recordings.set(`${lab}/${target}`, recording);
  }
  return { report: reportOf(rows, found, clients, clientCells), recordings };
}

function lookForClients(clients: readonly ClientTarget[]): Promise<Target[]> {
  return Promise.all(
    clients.map(async (client) => {
      const { id, title } = client;
      const presence = await client.presence();
      if (presence.present) return { id, title, version: presence.version, install: null };
      return { id, title, version: null, install: presence.install };
    }),
  );
}

async function runClients(
  picked: readonly Lab[],
  clients: readonly ClientTarget[],
  signal: AbortSignal,
  onCell: (done: number, of: number) => void,
): Promise<ClientCell[]> {
  const settings = await Promise.all(picked.map(settingOf));
  const jobs = settings.flatMap((setting) => clients.map((client) => ({ setting, client })));
  const cells: ClientCell[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let i = next++; i < jobs.length; i = next++) {
      const job = jobs[i];
      if (job === undefined) return;
      cells[i] = await runClientCell(job.setting, job.client, signal);
      onCell(++done, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return cells;
}

/** Shows one cell. */
async function showOne(plan: Plan, id: string, args: CompareArgs): Promise<void> {
  const [lab] = plan.labs;
  if (lab === undefined || plan.labs.length !== 1)
    throw new UsageError("--cell: want one lab, and one server or client");
  const server = plan.servers.find((one) => one.id === id);
  const client = plan.clients.find((one) => one.id === id);
  if (server === undefined && client === undefined) {
    chosen("cell", [...plan.servers, ...plan.clients], id);
  }
  const one: Plan = {
    ...plan,
    servers: server === undefined ? [] : [server],
    clients: server === undefined && client !== undefined ? [client] : [],
    repeat: 1,
  };
  const { report, recordings } = await interruptible((signal) => compareAll(one, signal));
  const recording = recordings.get(`${lab.id}/${id}`);
  if (recording === undefined) {
    for (const line of printReport(report, args)) print(line);
    note(`There is no recording of it: ${id === "go" ? "Go's runs are recorded as facts" : "see above"}`);
    process.exitCode = exit.inconclusive;
  } else if (args.format === "json") print(recording);
  else showRecording(parseRecording(recording), args);
}

/** @throws UsageError */
function repeats(written: string | undefined): number {
  const n = Number(written ?? 2);
  if (Number.isInteger(n) && n >= 1 && n <= 100) return n;
  throw new UsageError(`--repeat ${written}: want a whole number from 1 to 100`);
}

/** A line on a terminal that is written over. Elsewhere nothing: what is to be read is at the end. */
function progressLine(): (text: string) => void {
  if (process.stderr.isTTY !== true) return () => {};
  return (text) => process.stderr.write(`\r\x1b[K${text}`);
}
