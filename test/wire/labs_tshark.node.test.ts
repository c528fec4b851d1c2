/** What is said of the packets of each lab, beside what tshark says of the same file. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { runCaptured } from "../../lib/cli/captured_run.ts";
import { findLab } from "../../lib/cli/find_lab.ts";
import { turnKnobs } from "../../lib/lab/knob.ts";
import { formatCsv, type Packet, rowOf } from "../../lib/wire/mod.ts";
import { cannotCapture } from "../fixtures/capturing.ts";
import { noTshark, tshark } from "../fixtures/tshark.ts";

const skip = cannotCapture() || noTshark;
/** Runs a lab while it is captured, and compares; gives the packets. */
async function compared(
  id: string,
  set: readonly string[],
  mode: "virtual" | "real",
): Promise<readonly Packet[]> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  try {
    const write = join(folder, "run.pcap");
    const lab = findLab(id);
    const knobs = turnKnobs(lab.knobs, lab.presets, null, [...set]);
    const { packets } = await runCaptured(lab, { knobs, clock: { mode, speed: 1 } }, { write, force: false });
    assert.deepEqual([...formatCsv(packets.map(rowOf))].slice(1), tshark(write));
    return packets;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the list of what was captured is tshark's", { skip }, async (t) => {
  for (const { id } of labs) {
    await t.test(id, async () => {
      assert.ok((await compared(id, [], "virtual")).length > 0);
    });
  }
  await t.test("probes of both ends, in real time", async () => {
    const set = ["probeAfter=1s", "handlerTime=2500ms", "writeTimeout=1s"];
    const packets = await compared("two-keepalives", set, "real");
    assert.equal(packets.filter(({ info }) => info.startsWith("[TCP Keep-Alive]")).length, 4);
  });
});
