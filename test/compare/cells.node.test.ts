/** Cells: a process for each, and what becomes of one that hangs, crashes or is killed. */

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Test, test } from "tap";
import { labs } from "../../labs/mod.ts";
import { Hung } from "../../lib/compare/hung.ts";
import { runCell } from "../../lib/compare/run_cell.ts";
import { servers } from "../../lib/compare/servers/mod.ts";
import { settingOf } from "../../lib/compare/setting.ts";
import { judge } from "../../lib/compare/verdict.ts";
import { is } from "../../lib/errors.ts";
import { parseRecording } from "../../lib/trace/recording.ts";

const [silentEof] = labs;

function server(id: string) {
  const found = servers.find((one) => one.id === id);
  assert.ok(found !== undefined && found.runtime !== "go");
  return { ...found, runtime: found.runtime };
}

/** node:http on another Node. */
function other(path: string) {
  return { ...server("node-http"), id: "node-http@1", other: { program: path, id: "node-http" } };
}

/** A program in the place of Node. */
function program(t: Test, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-cell-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "node");
  writeFileSync(file, `#!/bin/sh\ncd ${folder}\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("every lab has a setting that was recorded from Go", async () => {
  for (const lab of labs) {
    const { knobs, recorded } = await settingOf(lab);
    assert.deepEqual(Object.keys(knobs).sort(), Object.keys(lab.knobs).sort());
    assert.ok(Object.keys(recorded).length > 0);
  }
});

test("eoflab's own server comes to what Go does", async () => {
  const setting = await settingOf(silentEof);
  const cell = await runCell(setting, server("eoflab-node"));
  assert.deepEqual(judge(cell, setting.recorded), { verdict: "same", because: [] });
});

test("node:http comes to something else, and its recording is whole", async () => {
  const setting = await settingOf(silentEof);
  const cell = await runCell(setting, server("node-http"));
  assert.equal(cell.state, "ran");
  assert.equal(judge(cell, setting.recorded).verdict, "different");
  const recording = parseRecording(cell.recording ?? "");
  assert.equal(recording.last("client.result")?.status, 200);
  assert.deepEqual(recording.last("handler.return")?.error, null);
});

test("a target that hangs costs its own cell, and nothing of it is left", async (t) => {
  const hangs = program(t, "sleep 600 & echo $! >child; wait");
  const setting = await settingOf(silentEof);
  const cell = await runCell(setting, other(hangs), { limit: 700 });
  assert.equal(cell.state, "failed");
  assert.equal(cell.reason, "it did not end within 0.7 s");
  const child = Number(readFileSync(join(hangs, "../child"), "utf8"));
  assert.ok(child > 0);
  // Killed, it may still be there for a moment.
  for (let i = 0; i < 100 && isThere(child); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(isThere(child), false);
});

/** Whether a process runs; one that has ended and was not asked for yet does not. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("one that crashes at its start, and one that is killed in the middle, say so", async (t) => {
  const setting = await settingOf(silentEof);
  const crashed = await runCell(setting, other(program(t, "echo 'Error: no such thing' >&2; exit 3")));
  assert.deepEqual(
    [crashed.state, crashed.reason],
    ["failed", "its process ended with code 3: Error: no such thing"],
  );
  const killed = await runCell(setting, other(program(t, "kill -9 $$")));
  assert.deepEqual([killed.state, killed.reason], ["failed", "its process was ended by SIGKILL"]);
  const missing = await runCell(setting, other("/nowhere/node"));
  assert.equal(missing.state, "absent");
});

test("one that prints garbage, or does not stop printing, says so", async (t) => {
  const setting = await settingOf(silentEof);
  for (const [script, reason] of [
    ["head -c 3000 /dev/urandom", "it printed what is no recording"],
    [
      `echo '{"eoflab":"recording"}'; echo '{"error":null,"waitedFor":[],"untold":[]}'`,
      "it printed what is no recording",
    ],
    ["exit 0", "it printed what is no recording"],
    ["yes", "it was ended, because it did not stop printing"],
  ] as const) {
    const cell = await runCell(setting, other(program(t, script)));
    assert.deepEqual([cell.state, cell.reason], ["failed", reason], script);
  }
});

test("whoever hangs in one cell after the other is not started any more", async () => {
  const hung = new Hung();
  for (let i = 0; i < 3; i++) {
    assert.equal(hung.tooOften("x"), false);
    hung.add("x");
  }
  assert.equal(hung.tooOften("x"), true);
  assert.equal(hung.tooOften("y"), false);
});

test("what a server does not have is impossible, and no failure", async () => {
  const hijack = labs.find(({ id }) => id === "hijack");
  assert.ok(hijack);
  const cell = await runCell(await settingOf(hijack), server("node-http"));
  assert.deepEqual(
    [cell.state, cell.reason],
    ["impossible", "the handler asks for what this server does not have"],
  );
});

test("it can be interrupted", async () => {
  const interrupt = new AbortController();
  const running = runCell(await settingOf(silentEof), server("node-http"), { signal: interrupt.signal });
  interrupt.abort();
  await assert.rejects(running, (err) => is(err, "INTERRUPTED"));
});
