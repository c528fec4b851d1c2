/**
 * The client against real Go's: with each scripted server of test/fixtures/client_go, the same errors, the same bytes,
 * the same requests on as many connections, and the same log.
 */

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { network, transports } from "../../../lib/net/platform.ts";
import { topics } from "../../fixtures/client_go/cases/mod.ts";
import { EoflabPlayer } from "../../fixtures/client_go/eoflab_player.ts";
import { playCase } from "../../fixtures/client_go/play.ts";
import { named, type Recorded, readRecording } from "../../fixtures/client_go/recording.ts";
import type { Case, Topic } from "../../fixtures/client_go/types.ts";
import { test } from "../../fixtures/harness.ts";

const recording = await readRecording();
const expected = new Map(recording.cases.map((c) => [c.id, c]));

/** How many cases a failing test prints. */
const printed = 10;

test("each case is recorded, and has a name of its own", () => {
  const ids = named(topics).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...expected.keys()], ids);
  assert.ok(ids.length >= 200);
});

for (const transport of transports()) {
  for (const topic of topics) {
    test(`${topic.topic}: with ${recording.go}'s client, over ${transport}`, async () => {
      const differences: [Recorded | undefined, Recorded][] = [];
      const player = new EoflabPlayer(transport);
      for (const { id, case: c } of played(topic, transport)) {
        const ours = { id, ...(await playCase(c, player, await network({ transport }))) };
        const go = expected.get(id);
        if (!isDeepStrictEqual(ours, go)) differences.push([go, ours]);
      }
      const shown = differences
        .slice(0, printed)
        .map((pair) => pair.map((c) => JSON.stringify(c)).join("\n"));
      assert.equal(differences.length, 0, `${differences.length} differ, Go's first:\n${shown.join("\n\n")}`);
    });
  }
}

/** Deno.listen cannot send RST: its scripted server cannot play those cases. */
function played(topic: Topic, transport: string): { id: string; case: Case }[] {
  const cases = named([topic]);
  return transport === "deno" ? cases.filter(({ case: c }) => !c.conns.flat().includes("rst")) : cases;
}
