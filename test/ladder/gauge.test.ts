import assert from "node:assert/strict";
import { gauge } from "../../lib/ladder/gauge.ts";
import { ascii, unicode } from "../../lib/ladder/style.ts";
import { test } from "../fixtures/harness.ts";

const sizes = [
  [0, "▕░░░░░░░░░░░░░░░░▏ 0/4096", "[................] 0/4096"],
  [1, "▕█░░░░░░░░░░░░░░░▏ 1/4096", "[#...............] 1/4096"],
  [511, "▕█░░░░░░░░░░░░░░░▏ 511/4096", "[#...............] 511/4096"],
  [512, "▕██░░░░░░░░░░░░░░▏ 512/4096", "[##..............] 512/4096"],
  [2048, "▕████████░░░░░░░░▏ 2048/4096", "[########........] 2048/4096"],
  [4095, "▕███████████████░▏ 4095/4096", "[###############.] 4095/4096"],
  [4096, "▕████████████████▏ 4096/4096", "[################] 4096/4096"],
] as const;

test("a gauge shows the share that is full: nothing only of nothing, and all only of all", () => {
  for (const [buffered, drawn, drawnInAscii] of sizes) {
    const fill = { buffered, available: 4096 - buffered };
    assert.equal(gauge(fill, unicode), drawn);
    assert.equal(gauge(fill, ascii), drawnInAscii);
  }
});
