/** The packets of every lab: what `eoflab capture` lists, and what tshark says of the file that it keeps. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { runCaptured } from "../../lib/cli/captured_run.ts";
import { findLab } from "../../lib/cli/find_lab.ts";
import { turnKnobs } from "../../lib/lab/knob.ts";
import { csvRow } from "../../lib/wire/csv.ts";
import { rowOf } from "../../lib/wire/row.ts";
import { cannotCapture } from "../fixtures/capturing.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

const skip = cannotCapture() || noTshark;

/** Runs a lab, and compares three lists of its packets. @returns them, line by line */
async function captured(
  id: string,
  mode: "virtual" | "real" = "virtual",
  set: readonly string[] = [],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  try {
    const write = join(folder, "run.pcap");
    const lab = findLab(id);
    const free = "port" in lab.knobs ? ["port=0"] : [];
    const knobs = turnKnobs(lab.knobs, lab.presets, null, [...free, ...set]);
    const options = { knobs, clock: { mode, speed: 1 } } as const;
    const { packets, recording } = await runCaptured(lab, options, { write, force: false });
    const listed = packets.map((packet) => csvRow(rowOf(packet)));
    const said = tsharkLines(write);
    assert.ok(said.length >= 7, `${said.length} packets`);
    assert.deepEqual(listed, said);
    assert.deepEqual(await ourLines(write), said);
    // The lane has the same words.
    assert.deepEqual(
      recording.all("wire.packet").map(({ info }) => info),
      packets.map(({ info }) => info),
    );
    return said;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const { id } of labs) {
  test(`the packets of ${id}: tshark's list is ours`, { skip }, async (t) => {
    await captured(id);
    t.pass("held");
  });
}

test("the probes of both ends: tshark's list is ours", { skip }, async (t) => {
  const set = ["probeAfter=1s", "handlerTime=2500ms", "writeTimeout=1s"];
  const lines = await captured("two-keepalives", "real", set);
  assert.equal(lines.filter((line) => line.includes("[TCP Keep-Alive]")).length, 4);
  t.pass("held");
});
