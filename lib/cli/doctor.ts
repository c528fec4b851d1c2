/**
 * `eoflab doctor`: which runtimes, tools and permissions are here.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import type { CommandModule } from "yargs";
import { systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import { formatAddr } from "../net/conn.ts";
import { network, runtime, transports } from "../net/platform.ts";
import { palette, print, wantsColor } from "./terminal.ts";
import { version } from "./version.ts";

interface DoctorArgs {
  json: boolean;
  color: boolean | undefined;
}

/** What the doctor found out about one thing. */
interface Finding {
  readonly group: "eoflab" | "runtimes" | "tools" | "network";
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
    name: "tcpdump",
    args: ["--version"],
    use: "captures real packets (apt install tcpdump)",
  },
];

/** How long a program may take to say its version, in ms. */
const patience = 5000;

export const doctor: CommandModule<object, DoctorArgs> = {
  command: "doctor",
  describe: "Show which runtimes, tools and permissions are here",
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
      ...programs.map(look),
      ...(await listening()),
    ];
    if (json) print(JSON.stringify(findings, null, 2));
    else for (const line of lines(findings, wantsColor(color))) print(line);
  },
};

/** Asks a program for its version. */
function look({ group, name, args, use }: Program): Finding {
  try {
    const { status, stdout, stderr, error } = spawnSync(name, [...args], {
      timeout: patience,
      encoding: "utf8",
    });
    const said = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n", 1)[0] ?? "";
    if (error === undefined && status === 0) return { group, name, state: "here", found: said, use };
    if ((error as { code?: string } | undefined)?.code === "ENOENT") {
      return { group, name, state: "absent", found: "not found", use };
    }
    return {
      group,
      name,
      state: "unknown",
      found: error?.message ?? `it ended with ${status}: ${said}`,
      use,
    };
  } catch (err) {
    // Deno throws when it may not run programs.
    const denied = err instanceof Error && err.name === "NotCapable";
    const found = denied ? `not looked for: add --allow-run=${name}` : String(err);
    return { group, name, state: "unknown", found, use };
  }
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
        findings.push({ ...base, state: "absent", found: err.message });
      }
    }
  }
  return findings;
}

function* lines(findings: readonly Finding[], color: boolean): Generator<string> {
  const { bold, dim, good, bad } = palette(color);
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const group of ["eoflab", "runtimes", "tools", "network"] as const) {
    yield bold(group);
    for (const { name, state, found, use } of findings.filter((f) => f.group === group)) {
      const mark = { here: good("ok     "), absent: bad("absent "), unknown: dim("unknown") }[state];
      yield `  ${mark} ${name.padEnd(width)}  ${found}`;
      if (state !== "here") yield `          ${" ".repeat(width)}  ${dim(use)}`;
    }
  }
}
