/** Go's cells: real Go, seen step by step, does what was recorded of it unseen. */

import assert from "node:assert/strict";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { inParallel } from "../../lib/compare/in_parallel.ts";
import { runGoCell } from "../../lib/compare/run_go_cell.ts";
import { settingOf } from "../../lib/compare/setting.ts";
import { judge } from "../../lib/compare/verdict.ts";
import { parseRecording } from "../../lib/trace/recording.ts";
import { whyNoGo } from "../fixtures/no_go.ts";

const skip = await whyNoGo();

test("to be seen changes nothing: every lab comes to what was recorded", { skip }, async () => {
  const verdicts = await inParallel(labs, 8, async (lab) => {
    const setting = await settingOf(lab);
    const cell = await runGoCell(setting, "go");
    return [lab.id, cell.state, cell.reason, judge(cell, setting.recorded)];
  });
  assert.deepEqual(
    verdicts,
    labs.map(({ id }) => [id, "ran", null, { verdict: "same", because: [] }]),
  );
});

test("the story, step by step", { skip }, async () => {
  const { recording } = await runGoCell(await settingOf(labs[0]), "go");
  const { header, events } = parseRecording(recording ?? "");
  assert.deepEqual([header.runtime.name, header.transport], ["Go", "net/http"]);
  // Who hears first of the connection, the client or the server, is left to chance.
  const names = events.map(({ name }) => name).filter((name) => !/accept|connected/.test(name));
  assert.deepEqual(names, [
    "server.listen",
    "client.write",
    "rwc.read",
    "deadline.set",
    "handler.start",
    "handler.write",
    "handler.wrote",
    "handler.return",
    "rwc.write",
    "rwc.wrote",
    "deadline.clear",
    "rwc.close",
    "client.fin",
    "client.result",
  ]);
});

test("bytes are those that were sent, though Go uses its buffers again", { skip }, async () => {
  const idleRace = labs.find(({ id }) => id === "idle-race");
  assert.ok(idleRace);
  const { recording } = await runGoCell(await settingOf(idleRace), "go");
  const sent = parseRecording(recording ?? "")
    .all("client.write")
    .map(({ data }) => atob(data).split(" ")[0]);
  assert.deepEqual(sent, ["GET", "POST"]);
});
