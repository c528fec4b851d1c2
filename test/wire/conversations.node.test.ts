/** Random conversations: tshark's words for each segment are ours. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "tap";
import { conversation } from "../fixtures/wire/conversations.ts";
import { pcap } from "../fixtures/wire/made.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

/** The first seed; another one makes other conversations. */
const first = Number(process.env.EOFLAB_SEED ?? 1);
const count = 600;

test(`${count} random conversations: tshark's words are ours`, { skip: noTshark }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  try {
    const made = Array.from({ length: count }, (_, i) => conversation(first + i, 50_000 + i));
    const file = join(folder, "made.pcap");
    writeFileSync(file, pcap(made.flat()));
    const [said, ours] = [tsharkLines(file), await ourLines(file)];
    let at = 0;
    for (const [i, { length }] of made.entries()) {
      const end = at + length;
      assert.deepEqual(ours.slice(at, end), said.slice(at, end), `the conversation of seed ${first + i}`);
      at = end;
    }
    assert.equal(ours.length, at);
    assert.equal(said.length, at);
    // Each of the words has come.
    for (const word of [
      "Keep-Alive ACK",
      "Dup ACK",
      "Window Update",
      "Window Full",
      "ZeroWindowProbeAck",
      "ACKed unseen segment",
      "Previous segment not captured",
      "Fast Retransmission",
      "Out-Of-Order",
      "Spurious Retransmission",
    ])
      assert.ok(
        ours.some((line) => line.includes(`[TCP ${word}`)),
        word,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
  t.pass("held");
});
