/** Lab 15 beyond what all labs have: what a reset is called, what it leaves, and knobs that would leave things to luck. */

import assert from "node:assert/strict";
import { unreadBody as lab } from "../../labs/15_unread_body/lab.ts";
import { cause, result } from "../../labs/15_unread_body/seen.ts";
import { defaults, type KnobSpecs, type KnobValues } from "../../lib/lab/knob.ts";
import { transports } from "../../lib/net/platform.ts";
import { runtime } from "../../lib/net/runtime.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, settingsOf } from "../fixtures/labs.ts";

/** Deno, whichever way its sockets are reached, sends FIN before it closes. */
const reset = runtime().name === "Deno" ? "broken pipe" : "connection reset by peer";

type Transport = ReturnType<typeof transports>[number];

/** How often each setting is run to see whether it wavers. */
const repeats = 20;

function at(set: Partial<KnobValues<KnobSpecs>>, transport?: Transport): Promise<Recording> {
  const knobs = { ...defaults(lab.knobs), ...set } as KnobValues<KnobSpecs>;
  return runAt(lab, { name: JSON.stringify(set), knobs }, transport);
}

const got = (rec: Recording): string | number | null => {
  const { status = null, error = null } = result(rec) ?? {};
  return status ?? cause(error ?? "");
};

for (const transport of transports()) {
  test(`a reset eats the answer, and the lingering close saves it, over ${transport}`, async () => {
    assert.equal(got(await at({}, transport)), reset);
    assert.equal(got(await at({ linger: true }, transport)), 413);
  });

  test(`half a second is all that the lingering close gives, over ${transport}`, async () => {
    assert.equal(got(await at({ linger: true, looks: 450 }, transport)), 413);
    assert.equal(got(await at({ linger: true, looks: 1_000 }, transport)), "broken pipe");
  });

  test(`the answer lies in the client's kernel all the time, over ${transport}`, async () => {
    assert.equal(got(await at({ failedSend: "read" }, transport)), 413);
    assert.equal(got(await at({ looks: 0 }, transport)), 413);
  });

  test(`a byte decides, and another one if nobody said how many there are, over ${transport}`, async () => {
    const kept = async (size: number, framing: string): Promise<boolean> =>
      (await at({ size, framing }, transport)).all("server.state").some(({ state }) => state === "idle");
    assert.equal(await kept(262_143, "content-length"), true);
    assert.equal(await kept(262_144, "content-length"), false);
    assert.equal(await kept(262_144, "chunked"), true);
    assert.equal(await kept(262_145, "chunked"), false);
  });

  test(`unread-body is the same each time at each setting that it names, over ${transport}`, async () => {
    const shape = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");
    for (const setting of settingsOf(lab)) {
      const first = shape(await runAt(lab, setting, transport));
      for (let i = 1; i < repeats; i++)
        assert.equal(shape(await runAt(lab, setting, transport)), first, setting.name);
    }
  });
}

test("knobs by which luck would decide are refused, with what to take instead", async () => {
  const refused = (set: Partial<KnobValues<KnobSpecs>>, message: RegExp): Promise<void> =>
    assert.rejects(at(set), { code: "INVALID_ARGUMENT", message });
  await refused({ linger: true, every: 100 }, /take an `every` that does not divide it/);
  await refused({ reads: 8192 }, /take a `reads` up to 2000 bytes past a multiple of 8192/);
  await refused({ reads: 16_000 }, /stop reading after 16000 bytes/);
  await refused({ reads: 8000, framing: "chunked" }, /or another size/);
  assert.equal(got(await at({ every: 100 })), got(await at({})), "without the wait there is no tie");
  assert.equal(got(await at({ reads: 8192, size: 200_000 })), 413, "the rest is read: no tie");
});
