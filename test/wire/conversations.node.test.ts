/** Random conversations: tshark's words for each segment are ours. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "tap";
import { conversation } from "../fixtures/wire/conversations.ts";
import { httpConversation } from "../fixtures/wire/http_conversations.ts";
import { type Made, pcap } from "../fixtures/wire/made.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

/** The first seed; another one makes other conversations. */
const first = Number(process.env.EOFLAB_SEED ?? 1);
const count = 600;

/** Compares what is said of conversations, one after another in a file. @returns our lines */
async function compared(of: (seed: number, port: number) => Made[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  try {
    const made = Array.from({ length: count }, (_, i) => of(first + i, 50_000 + i));
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
    return ours;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each of some words has come. */
function allSaid(ours: readonly string[], words: readonly string[]): void {
  for (const word of words)
    assert.ok(
      ours.some((line) => line.includes(word)),
      word,
    );
}

test(`${count} random conversations: tshark's words are ours`, { skip: noTshark }, async (t) => {
  allSaid(
    await compared(conversation),
    [
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
    ].map((word) => `[TCP ${word}`),
  );
  t.pass("held");
});

test(`${count} random conversations of HTTP: tshark's words are ours`, { skip: noTshark }, async (t) => {
  allSaid(await compared(httpConversation), [
    "Continuation",
    "[TCP segment of a reassembled PDU]",
    "[Packet size limited during capture]",
    "(text/plain) (text/plain)",
    '"HTTP/JSON"',
    '"HTTP/XML"',
    "WebSocket Text [FIN] [MASKED]",
    "HTTP/1.1 206 a\\001b",
  ]);
  t.pass("held");
});
