import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "tap";
import { has, root } from "../fixtures/cli.ts";
import { type KernelTimer, keepAliveTimers, table } from "../fixtures/keep_alive_timers.ts";

const noTable = existsSync(table) ? false : `${table} tells the kernel's timers, and only Linux has it`;
const noBun = has("bun") ? false : "there is no bun here";

test("node:net on Node: both ends are probed after 15 s of silence, as in Go", {
  skip: noTable,
}, async (t) => {
  probedAfter15s(await keepAliveTimers("node"));
  t.pass("held");
});

test("node:net on Deno: both ends, too", { skip: noTable }, async (t) => {
  const deno = join(root, "node_modules", ".bin", "deno");
  probedAfter15s(await elsewhere(deno, ["eval", "--no-check", script]));
  t.pass("held");
});

test("node:net on Bun: both ends, too", { skip: noTable || noBun }, async (t) => {
  probedAfter15s(await elsewhere("bun", ["-e", script]));
  t.pass("held");
});

/** The same, on another runtime. */
const script = `
  import { keepAliveTimers } from "${join(root, "test", "fixtures", "keep_alive_timers.ts")}";
  console.log(JSON.stringify(await keepAliveTimers("node")));
`;

type Timers = Record<"on" | "short" | "off", KernelTimer[]>;

async function elsewhere(command: string, args: string[]): Promise<Timers> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: root, timeout: 20_000 });
  return JSON.parse(stdout) as Timers;
}

function probedAfter15s({ on, short, off }: Timers): void {
  assert.deepEqual(
    on.map(({ kind }) => kind),
    [2, 2],
  );
  for (const { seconds } of on) assert.ok(seconds > 10 && seconds <= 15, `${seconds} s`);
  for (const { kind, seconds } of short) assert.ok(kind === 2 && seconds <= 2, `${kind}: ${seconds} s`);
  assert.deepEqual(
    off.map(({ kind }) => kind),
    [0, 0],
  );
}
