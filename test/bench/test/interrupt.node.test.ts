/** The bench, interrupted: what it has finished is shown, and nothing that it started goes on. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { test } from "tap";
import { root } from "../../fixtures/cli.ts";
import { cases } from "../cases.ts";
import { findLoadProgram } from "../load.ts";
import { twoCores } from "../machine.ts";

const skip =
  spawnSync("taskset", ["--version"]).error !== undefined || twoCores() === null
    ? "the bench needs Linux, taskset and two cores"
    : findLoadProgram() === null && "neither wrk nor autocannon is here";

const [first, second] = cases.filter(({ idle, times }) => idle === undefined && times === undefined);

/** The processes of a group that still run; one that has ended and that nobody has asked for is none. */
function runningIn(group: number): string[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const [state, , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(of) === group && state !== "Z" && state !== "X" ? [stat] : [];
    } catch {
      return [];
    }
  });
}

/** Starts the bench in a group of its own, as a shell does, and gives it the signal while the second case is measured. */
async function interrupted(signal: "SIGINT" | "SIGTERM", whom: "all" | "the bench", ...more: string[]) {
  const names = `${first?.name},${second?.name}`;
  const args = ["--cases", names, "--peers", "node-http", "--rounds", "1", ...more];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [`${root}dist/test/bench/bench.js`, ...args], {
    ...{ env, detached: true, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 },
  });
  const { pid = 0 } = child;
  const said = { stdout: "", stderr: "" };
  let sent = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
    if (sent || !said.stderr.includes(`${second?.title}: round 1`)) return;
    sent = true;
    process.kill(whom === "all" ? -pid : pid, signal);
  });
  const [code] = await once(child, "close");
  return { code, ...said, left: runningIn(pid) };
}

for (const whom of ["all", "the bench"] as const) {
  test(`SIGINT to ${whom}: the finished case is shown, the servers are stopped, and the exit code is 130`, {
    skip,
  }, async (t) => {
    const { code, stdout, stderr, left } = await interrupted("SIGINT", whom);
    assert.equal(code, 130, stderr);
    assert.match(stdout, /^Interrupted: what was not finished is left out\.\n/);
    assert.match(stdout, new RegExp(`^${first?.name} +node-http +[1-9]`, "m"));
    assert.doesNotMatch(stdout, new RegExp(`^${second?.name} +node-http`, "m"));
    assert.doesNotMatch(stderr, / at /);
    assert.deepEqual(left, []);
    t.pass("held");
  });
}

test("SIGTERM: the same as JSON, and the exit code is 143", { skip }, async (t) => {
  const { code, stdout, stderr, left } = await interrupted("SIGTERM", "the bench", "--json", "-");
  assert.equal(code, 143, stderr);
  const { interrupted: wasInterrupted, rows } = JSON.parse(stdout) as {
    interrupted: boolean;
    rows: { case: string; rounds: unknown[] }[];
  };
  assert.equal(wasInterrupted, true);
  assert.deepEqual(
    rows.map((row) => [row.case, row.rounds.length]),
    [[first?.name, 1]],
  );
  assert.deepEqual(left, []);
  t.pass("held");
});
