/** What is settled for all clients of a lab at once. */

import assert from "node:assert/strict";
import { asksAgain, type ClientCell } from "../../lib/compare/clients/run_client.ts";
import { settleClients } from "../../lib/compare/clients/settle.ts";
import { test } from "../fixtures/harness.ts";

const none: ReadonlyMap<string, readonly string[]> = new Map();

function said(lab: string, target: string, reason: string | null = null): ClientCell {
  return { lab, target, words: "200, 18 bytes", reason, recording: "x" };
}

test("where what comes wavers with two clients, it wavers with all of the lab", () => {
  const waver = "another time 200, 9 bytes";
  const reasons = (cells: readonly ClientCell[], earlier = none) =>
    settleClients(cells, earlier).map(({ reason }) => reason);
  const two = [said("a", "curl"), said("a", "raw", waver), said("a", "go", waver), said("b", "curl")];
  assert.deepEqual(reasons(two), [`with raw: ${waver}`, waver, waver, null]);
  // A single one wavers by itself.
  assert.deepEqual(reasons(two.slice(0, 2)), [null, waver]);
  const earlier = new Map([
    ["a/client/raw", [`in an earlier run, ${waver}`]],
    ["a/client/curl", [`with raw: ${waver}`]],
  ]);
  assert.deepEqual(reasons([said("a", "curl"), said("a", "raw"), said("a", "go")], earlier), [
    null,
    `in an earlier run, ${waver}`,
    null,
  ]);
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
