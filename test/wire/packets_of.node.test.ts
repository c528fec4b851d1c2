/** What packetsOf says of a capture, beside what tshark says of the same file. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { runCaptured } from "../../lib/cli/captured_run.ts";
import { findLab } from "../../lib/cli/find_lab.ts";
import { turnKnobs } from "../../lib/lab/knob.ts";
import { exportedInfo, formatCsv } from "../../lib/wire/csv.ts";
import { cannotCapture } from "../fixtures/capturing.ts";
import { has } from "../fixtures/cli.ts";

const noTshark = has("tshark") ? false : "there is no tshark here (apt-get install tshark)";
const skip = cannotCapture() || noTshark;
const fields = ["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"];

/** Its list, as CSV. */
function tshark(file: string): string[] {
  const asked = fields.flatMap((name) => ["-e", `_ws.col.${name}`]);
  const args = ["-r", file, "-T", "fields", "-E", "quote=d", "-E", "separator=,", ...asked];
  const { stdout, stderr, status } = spawnSync("tshark", args, { encoding: "utf8", timeout: 30_000 });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split("\n").map(exportedInfo);
}

for (const [title, id, set] of [
  ["the story's demo", "silent-eof", []],
  ["probes of both ends", "two-keepalives", ["probeAfter=1s", "handlerTime=2500ms", "writeTimeout=1s"]],
] as const) {
  test(`a capture's list is tshark's: ${title}`, { skip }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
    try {
      const write = join(folder, "run.pcap");
      const lab = findLab(id);
      const knobs = turnKnobs(lab.knobs, lab.presets, null, [...set]);
      const mode = set.length > 0 ? "real" : "virtual";
      const options = { knobs, clock: { mode, speed: 1 } } as const;
      const { packets } = await runCaptured(lab, options, { write, force: false });
      assert.deepEqual([...formatCsv(packets)].slice(1), tshark(write));
      const probes = packets.filter(({ info }) => info.startsWith("[TCP Keep-Alive]"));
      assert.equal(probes.length, mode === "real" ? 4 : 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
    t.pass("held");
  });
}
