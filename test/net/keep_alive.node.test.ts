import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "tap";
import type { TransportName } from "../../lib/net/platform.ts";
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
  probedAfter15s(await elsewhere(deno, ["eval", "--no-check", scriptOf("node")]));
  t.pass("held");
});

test("node:net on Bun: both ends, too", { skip: noTable || noBun }, async (t) => {
  probedAfter15s(await elsewhere("bun", ["-e", scriptOf("node")]));
  t.pass("held");
});

test("Deno.listen and Deno.connect: both ends, too, but after the system's own time, whatever is asked for", {
  skip: noTable,
}, async (t) => {
  const deno = join(root, "node_modules", ".bin", "deno");
  const usual = Number(readFileSync("/proc/sys/net/ipv4/tcp_keepalive_time", "utf8"));
  const { on, short, off } = await elsewhere(deno, ["eval", "--no-check", scriptOf("deno")]);
  for (const { kind, seconds } of [...on, ...short]) {
    assert.ok(kind === 2 && seconds > usual - 5 && seconds <= usual, `${kind}: ${seconds} s of ${usual}`);
  }
  assert.deepEqual(
    off.map(({ kind }) => kind),
    [0, 0],
  );
  t.pass("held");
});

/** The same, on another runtime. */
function scriptOf(transport: TransportName): string {
  return `
    import { keepAliveTimers } from "${join(root, "test", "fixtures", "keep_alive_timers.ts")}";
    console.log(JSON.stringify(await keepAliveTimers("${transport}")));
  `;
}

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
