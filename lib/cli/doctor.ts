/**
 * `eoflab doctor`: which runtimes, tools and permissions are here.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { delimiter, join, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { CommandModule } from "yargs";
import { systemClock } from "../clock.ts";
import { EoflabError, is } from "../errors.ts";
import { wrap } from "../ladder/wrap.ts";
import { formatAddr } from "../net/conn.ts";
import { hasDeno, type PermissionDescriptor, queryPermission } from "../net/deno.ts";
import { network, runtime, transports } from "../net/platform.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";
import { version } from "./version.ts";

interface DoctorArgs {
  json: boolean;
  color: boolean | undefined;
}

const groups = ["eoflab", "permissions", "runtimes", "tools", "network"] as const;
type Group = (typeof groups)[number];

/** What the doctor found out about one thing. */
interface Finding {
  readonly group: Group;
  readonly name: string;
  readonly state: "here" | "absent" | "unknown";
  /** A version, or what was seen. */
  readonly found: string;
  /** What it is for, and how to get it. */
  readonly use: string;
}

/** A program that eoflab can use, and how it says its version. */
interface Program {
  readonly group: "runtimes" | "tools";
  readonly name: string;
  readonly args: readonly string[];
  readonly use: string;
}

const programs: readonly Program[] = [
  { group: "runtimes", name: "node", args: ["--version"], use: "runs eoflab from dist/ (Node 20 and later)" },
  {
    group: "runtimes",
    name: "deno",
    args: ["--version"],
    use: "runs eoflab from its sources; comes with npm ci",
  },
  {
    group: "runtimes",
    name: "bun",
    args: ["--version"],
    use: "runs eoflab from its sources (npm install -g bun)",
  },
  {
    group: "runtimes",
    name: "go",
    args: ["version"],
    use: "records what real net/http does (apt install golang-go)",
  },
  { group: "tools", name: "curl", args: ["--version"], use: "one more client (apt install curl)" },
  {
    group: "tools",
    name: "python3",
    args: ["--version"],
    use: "a client of eoflab compare (apt install python3)",
  },
  {
    group: "tools",
    name: "chromium",
    args: ["--version"],
    use: "a client of eoflab compare (apt install chromium)",
  },
  {
    group: "tools",
    name: "tcpdump",
    args: ["--version"],
    use: "captures real packets (apt install tcpdump)",
  },
];

/** How long a program may take to say its version, in ms. */
const patience = 5000;

export const doctor: CommandModule<object, DoctorArgs> = {
  builder: (y) =>
    y
      .option("json", { type: "boolean", default: false, describe: "Print the findings as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .example("$0 doctor", "What is here, with versions, and what is missing")
      .example("$0 doctor --json", "The same for a program"),
  handler: async ({ json, color }) => {
    const { name, version: runtimeVersion } = runtime();
    const findings: Finding[] = [
      { group: "eoflab", name: "eoflab", state: "here", found: version, use: "" },
      { group: "eoflab", name: "running on", state: "here", found: `${name} ${runtimeVersion}`, use: "" },
      ...permissions(),
      ...programs.map(look),
      ...(await listening()),
    ];
    if (json) print(JSON.stringify(findings, null, 2));
    else for (const line of lines(findings, wantsColor(color))) print(line);
  },
};

/** What Deno lets this process do; elsewhere everything is allowed. */
function permissions(): Finding[] {
  const group = "permissions";
  if (!hasDeno()) {
    const { name } = runtime();
    return [
      { group, name: "all", state: "here", found: `${name} was started without a permission model`, use: "" },
    ];
  }
  const wanted: readonly [PermissionDescriptor, flag: string, use: string][] = [
    [{ name: "net", host: "127.0.0.1" }, "--allow-net=127.0.0.1", "runs labs"],
    [{ name: "net", host: "[::1]" }, "--allow-net=127.0.0.1,[::1]", "listens on ::1; labs do not need it"],
    [{ name: "read", path: "." }, "--allow-read=.", "replays recordings from this folder"],
    [{ name: "run" }, "--allow-run", "looks for the programs below"],
  ];
  return wanted.map(([descriptor, flag, use]) => {
    const granted = queryPermission(descriptor) === "granted";
    return {
      group,
      name: flag,
      state: granted ? "here" : "absent",
      found: granted ? "granted" : "not granted",
      use,
    };
  });
}

/** Asks a program for its version. */
function look({ group, name, args, use }: Program): Finding {
  if (hasDeno() && queryPermission({ name: "run", command: name }) !== "granted") {
    return { group, name, state: "unknown", found: `not looked for: add --allow-run=${name}`, use };
  }
  const { status, stdout, stderr, error } = spawnSync(name, [...args], {
    timeout: patience,
    encoding: "utf8",
    ...(hasDeno() ? {} : { env: { ...process.env, PATH: searchPath() } }),
  });
  const said = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n", 1)[0] ?? "";
  if (error === undefined && status === 0) return { group, name, state: "here", found: shorten(said), use };
  if ((error as { code?: string } | undefined)?.code === "ENOENT") {
    return { group, name, state: "absent", found: "not found", use };
  }
  return { group, name, state: "unknown", found: error?.message ?? `it ended with ${status}: ${said}`, use };
}

/** The PATH, and before it the folder in which npm puts the programs of a package: Deno may be there. */
function searchPath(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const parents = here.split(sep).map((_, i, parts) => parts.slice(0, i + 1).join(sep));
  const bins = parents.reverse().map((folder) => join(folder, "node_modules", ".bin"));
  return [...bins, process.env.PATH ?? ""].join(delimiter);
}

/** The words that tell the version; some programs name every library that they are built with. */
function shorten(said: string): string {
  return said.length <= 40 ? said : `${said.slice(0, 39).trimEnd()}…`;
}

/** Whether each transport can listen on this machine's own addresses. */
async function listening(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const transport of transports()) {
    const net = await network({ clock: systemClock, transport });
    for (const host of ["127.0.0.1", "::1"]) {
      const name = `${net.title} on ${host}`;
      const base = { group: "network", name, use: "where labs listen" } as const;
      try {
        const listener = await net.listen({ host, port: 0 });
        findings.push({ ...base, state: "here", found: `listened on ${formatAddr(listener.addr)}` });
        listener.close();
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        const denied = is(err, "NOT_PERMITTED");
        const found = denied ? "not tried: Deno was not given the permission" : err.message;
        findings.push({ ...base, state: denied ? "unknown" : "absent", found });
      }
    }
  }
  return findings;
}

function* lines(findings: readonly Finding[], color: boolean): Generator<string> {
  const { bold, dim, good, bad } = palette(color);
  const nameWidth = Math.max(...findings.map(({ name }) => name.length));
  const left = " ".repeat(nameWidth + 12);
  const textWidth = columns() - left.length;
  for (const group of groups) {
    yield bold(group);
    for (const { name, state, found, use } of findings.filter((f) => f.group === group)) {
      const mark = { here: good("ok     "), absent: bad("absent "), unknown: dim("unknown") }[state];
      const [first = "", ...more] = wrap(found, textWidth);
      yield `  ${mark} ${name.padEnd(nameWidth)}  ${first}`;
      for (const line of more) yield left + line;
      if (state !== "here") for (const line of wrap(use, textWidth)) yield left + dim(line);
    }
  }
}
