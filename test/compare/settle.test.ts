/** What is settled for all clients of a lab at once. */

import assert from "node:assert/strict";
import { asksAgain, type ClientCell } from "../../lib/compare/clients/run_client.ts";
import { settleClients } from "../../lib/compare/clients/settle.ts";
import { test } from "../fixtures/harness.ts";

const none: ReadonlyMap<string, readonly string[]> = new Map();

function said(lab: string, target: string, reason: string | null = null): ClientCell {
  return { lab, target, words: "200, 18 bytes", reason, recording: "x" };
}

test("where what comes wavers with one client, it wavers with all of the lab", () => {
  const cells = [said("a", "curl"), said("a", "raw", "another time 200, 9 bytes"), said("b", "curl")];
  assert.deepEqual(
    settleClients(cells, none).map(({ reason }) => reason),
    ["with raw: another time 200, 9 bytes", "another time 200, 9 bytes", null],
  );
  const earlier = new Map([["b/client/curl", ["in an earlier run, another time EOF"]]]);
  assert.deepEqual(
    settleClients([said("b", "curl"), said("b", "go")], earlier).map(({ reason }) => reason),
    ["in an earlier run, another time EOF", "with curl: in an earlier run, another time EOF"],
  );
});

test("where the lab's client was seen to ask again, no client stands in for it", () => {
  const again: ClientCell = { lab: "a", target: "go", words: null, reason: asksAgain, recording: null };
  assert.deepEqual(settleClients([said("a", "curl"), again], none)[0], { ...again, target: "curl" });
});

test("a client that failed is no other's affair", () => {
  const failed: ClientCell = {
    lab: "a",
    target: "go",
    words: null,
    reason: "killed",
    recording: null,
    failed: true,
  };
  assert.deepEqual(settleClients([said("a", "curl"), failed], none), [said("a", "curl"), failed]);
});
