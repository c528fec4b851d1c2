import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { turnKnobs } from "../../lib/lab/knob.ts";
import { checkClaims } from "../../lib/lab/lab.ts";
import { outcomeOf } from "../../lib/lab/outcome.ts";
import { runLab } from "../../lib/lab/run.ts";
import { type TransportName, transports } from "../../lib/net/platform.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";

const lab = labs[0];

function run(
  settings: string[] = [],
  transport?: TransportName,
  preset: string | null = null,
): Promise<Recording> {
  const knobs = turnKnobs(lab.knobs, lab.presets, preset, settings);
  return runLab(lab, {
    knobs,
    clock: { mode: "virtual", speed: 1 },
    ...(transport === undefined ? {} : { transport }),
  });
}

for (const transport of transports()) {
  test(`silent-eof holds its claims at the default knobs, over ${transport}`, async () => {
    for (let i = 0; i < 20; i++) {
      const broken = checkClaims(lab, await run([], transport)).filter(({ seen }) => seen !== null);
      assert.deepEqual(broken, []);
    }
  });

  test(`silent-eof is the same recording each time, over ${transport}`, async () => {
    const shape = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.name}`).join("\n");
    const first = shape(await run([], transport));
    for (let i = 0; i < 10; i++) assert.equal(shape(await run([], transport)), first);
  });
}

test("its presets show the same failure", async () => {
  for (const preset of Object.keys(lab.presets)) {
    const broken = checkClaims(lab, await run(["port=0"], undefined, preset)).filter(
      ({ seen }) => seen !== null,
    );
    assert.deepEqual(broken, [], preset);
  }
});

test("each claim fails for some other setting: none of them holds whatever happens", async () => {
  const others = [
    ["handlerTime=9s"],
    ["writeTimeout=0"],
    ["size=5000"],
    ["flush=on"],
    ["size=5000", "writeTimeout=0"],
    ["size=5000", "writeSize=1000"],
  ];
  const recordings = await Promise.all(others.map((settings) => run(settings)));
  const alwaysTrue = lab.claims.filter(({ check }) => recordings.every((rec) => check(rec) === null));
  assert.deepEqual(
    alwaysTrue.map(({ text }) => text),
    ["the server's log is empty"],
    "the log is clean whatever the knobs; lab 06 is about that",
  );
});

test("why is told from the recording: silent, told, or arrived", async () => {
  const sentences = async (...settings: string[]): Promise<string> => lab.why(await run(settings)).join(" ");
  assert.match(await sentences(), /its 200 bytes fitted into buffers.* passed 50 s before.* asked at 60 s/);
  assert.match(
    await sentences("handlerTime=20s", "size=7"),
    /its 7 bytes fitted.* passed 10 s before.* asked at 20 s/,
  );
  assert.match(await sentences("size=5000"), /^w\.write reported the error, having taken 3965 bytes/);
  assert.match(await sentences("flush=on"), /^flush reported the error.*The write before it/);
  assert.match(
    await sentences("size=5000", "writeSize=1000"),
    /^w\.write number \d of 5 reported the error.*The \d writes before it/,
  );
  assert.match(
    await sentences("handlerTime=9s"),
    /asked at 9 s, 1 s before the deadline.*status 200 and 200 bytes/,
  );
  assert.match(await sentences("writeTimeout=0"), /no write deadline/);
  for (const settings of [[], ["size=5000"], ["handlerTime=9s"]]) {
    assert.equal(lab.why(await run(settings)).length, 3);
  }
});

test("every note finds its event at the default knobs, and its file", async () => {
  const rec = await run();
  for (const { on, text } of lab.notes) {
    assert.notEqual(on(rec), undefined);
    assert.notEqual(text(rec), "");
  }
});

test("the outcome is the story's", async () => {
  const { calls, client, header, sha256, end, log } = outcomeOf(await run());
  assert.deepEqual(calls, [{ call: "write", n: 200, error: null, times: 1 }]);
  assert.deepEqual(client, { status: null, bytes: 0, error: 'Get "http://SERVER": EOF' });
  assert.deepEqual({ header, sha256, end, log }, { header: null, sha256: null, end: "fin", log: [] });
});
