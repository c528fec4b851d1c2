/** The phrasebook against the clients that are here: what is recorded is what they say. */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { clients } from "../../lib/compare/clients/mod.ts";
import { modes } from "../../lib/compare/modes/mod.ts";
import { meetAll, meetIfHere, type Phrase, readPhrasebook, steady } from "../../lib/compare/phrasebook.ts";
import { test } from "../fixtures/harness.ts";

const book = await readPhrasebook();

/** Between versions with the same number here, the words are taken to be the same. */
function major(version: string): string | undefined {
  return version.split(".")[0];
}

/** How many attempts Chromium makes is left to chance, and which limit is over first in a header of many MiB to the machine. */
function told({ status, error, requests }: Phrase, id: string): object {
  return id === "chromium" ? { status, error } : { status, error, requests };
}

/** Those that wait their time out make the test long, and need no second look. */
const quick = modes.filter(({ id }) => !["no-answer", "stalled-body", "endless-header"].includes(id));

test("the recorded words are those of the clients that are here", async () => {
  const compared: string[] = [];
  for (const met of await meetAll(clients, quick)) {
    const { id, title } = met.client;
    if ("absent" in met) {
      assert.match(met.absent, /^absent: /, `${title} ${met.absent}`);
      continue;
    }
    const recorded = book.clients.find((one) => one.id === id);
    if (recorded === undefined || major(recorded.version) !== major(met.client.version)) continue;
    for (const mode of quick) {
      const before: Phrase | undefined = book.modes.find((one) => one.id === mode.id)?.said[id];
      const now: Phrase | undefined = met.phrases[mode.id];
      assert.ok(before !== undefined && now !== undefined, `${mode.id}, ${id}`);
      assert.deepEqual(told(now, id), told(before, id), `${mode.id}, ${title}`);
    }
    compared.push(id);
  }
  assert.ok(compared.length > 0, "no client is here in the recorded version");
});

test("every mode is recorded for every client, and names labs that there are", () => {
  assert.deepEqual(
    book.modes.map(({ id, title, labs }) => ({ id, title, labs })),
    modes.map(({ id, title, labs }) => ({ id, title, labs })),
  );
  const ids = labs.map(({ id }) => id);
  for (const { id, labs: named, said } of book.modes) {
    assert.ok(named.length > 0, id);
    for (const lab of named) assert.ok(ids.includes(lab), `${id} names ${lab}`);
    assert.deepEqual(Object.keys(said).sort(), book.clients.map((client) => client.id).sort());
  }
});

test("what differs from run to run is not recorded", () => {
  const words = "read tcp 127.0.0.1:41022->127.0.0.1:9123: after 1003 milliseconds";
  assert.equal(
    steady(words, "http://127.0.0.1:9123/"),
    "read tcp 127.0.0.1:50000->127.0.0.1:8800: after 1000 milliseconds",
  );
});

test("a client that is not here is absent, one that crashes or hangs has failed; each with the reason", async () => {
  const base = { id: "x", title: "x", presence: async () => ({ present: true, version: "1.0" }) as const };
  const { askProgram } = await import("../../lib/compare/clients/client_target.ts");
  const some = modes.filter(({ id }) => id === "refused");
  const absent = await meetIfHere(
    { ...base, presence: async () => ({ present: false, install: "apt install x" }), ask: async () => [] },
    some,
  );
  assert.deepEqual(absent, { client: { id: "x", title: "x" }, absent: "absent: apt install x" });
  for (const [script, reason] of [
    ["echo broken >&2; exit 3", "failed: its process ended with code 3: broken"],
    ["kill -9 $$", "failed: its process was ended by SIGKILL"],
    ["true", "failed: it told of 0 of 1 answers"],
  ] as const) {
    const met = await meetIfHere(
      { ...base, ask: (asking) => askProgram({ program: "sh", args: ["-c", script, "sh"] }, asking) },
      some,
    );
    assert.ok("absent" in met);
    assert.equal(met.absent, reason);
  }
});
