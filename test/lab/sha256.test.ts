/** SHA-256 at once: the same digest as the runtime's own. */

import assert from "node:assert/strict";
import { sha256Hex } from "../../lib/lab/sha256.ts";
import { test } from "../fixtures/harness.ts";

async function theirs(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("sha256Hex() is the runtime's own digest, for every length around a block's and for long ones", async () => {
  for (const length of [...Array(200).keys(), 10_000, 100_001]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
    assert.equal(sha256Hex(bytes), await theirs(bytes), `${length} bytes`);
  }
});
