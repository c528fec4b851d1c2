/**
 * The server against real Go, byte for byte: what test/fixtures/server_go/go.json says that Go answers is what
 * eoflab's server answers on each transport, and the connection ends in the same way.
 */

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { VirtualClock } from "../../../lib/clock.ts";
import { network, type TransportName } from "../../../lib/net/platform.ts";
import { runtime } from "../../../lib/net/runtime.ts";
import { test } from "../../fixtures/harness.ts";
import { topics } from "../../fixtures/server_go/cases/mod.ts";
import type { Topic } from "../../fixtures/server_go/cases/types.ts";
import {
  type NamedCase,
  named,
  type Recorded,
  readRecording,
  recorded,
} from "../../fixtures/server_go/recording.ts";
import { replay } from "../../fixtures/server_go/replay.ts";

const recording = await readRecording();
const expected = new Map(recording.cases.map((c) => [c.id, c]));

/** How many cases are played at the same time, each on a server of its own. */
const parallel = 8;

/** How many cases a failing test prints. */
const printed = 20;

const transports: readonly TransportName[] = runtime().name === "Deno" ? ["deno", "node"] : ["node"];

test("each case is recorded, and has a name of its own", () => {
  const ids = named(topics).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...expected.keys()], ids);
});

test("a recorded case came to an end, and there are enough of them", () => {
  const cases = named(topics);
  assert.deepEqual(
    recording.cases.filter(({ end }) => end === "stuck"),
    [],
  );
  assert.ok(cases.length >= 600);
  assert.ok(new Set(cases.map((c) => c.case.handler)).size >= 15);
});

for (const transport of transports) {
  const { title } = await network({ clock: new VirtualClock(), transport });
  for (const topic of topics) {
    test(`${topic.topic}: ${topic.cases.length} cases on ${title} end as with ${recording.go}`, async () => {
      const differences = await differing(topic, transport);
      assert.equal(differences.length, 0, `\n${report(differences)}`);
    });
  }
}

interface Difference {
  readonly of: NamedCase;
  readonly go: Recorded | undefined;
  readonly eoflab: Recorded;
}

/** The cases of a topic in which the server does something else than Go. */
async function differing(topic: Topic, transport: TransportName): Promise<Difference[]> {
  const differences: Difference[] = [];
  const queue = named([topic]);
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const go = expected.get(next.id);
      const eoflab = recorded(next.id, await replay(next.case, transport));
      if (!isDeepStrictEqual(go && asSeenOn(transport, go), eoflab))
        differences.push({ of: next, go, eoflab });
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return differences;
}

/**
 * What Go does, as far as the transport can. Deno.listen has no SO_LINGER and shuts a connection before it closes it,
 * so a client sees FIN where Go's kernel sends RST (ARCHITECTURE.md, Connections, deadlines, time).
 */
function asSeenOn(transport: TransportName, go: Recorded): Recorded {
  return transport === "deno" && go.end === "rst" ? { ...go, end: "fin" } : go;
}

function report(differences: readonly Difference[]): string {
  const lines = differences
    .slice(0, printed)
    .flatMap(({ of, go, eoflab }) => [
      of.id,
      `  sent    ${JSON.stringify(of.case.steps).slice(0, 400)}`,
      `  Go      ${JSON.stringify(go)}`,
      `  eoflab  ${JSON.stringify(eoflab)}`,
    ]);
  const more = differences.length - printed;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
