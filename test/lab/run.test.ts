import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { systemClock } from "../../lib/clock.ts";
import { EoflabError, is } from "../../lib/errors.ts";
import { defaults, type KnobSpecs, turnKnobs } from "../../lib/lab/knob.ts";
import { defineLab, type Lab } from "../../lib/lab/lab.ts";
import { runLab } from "../../lib/lab/run.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { network, type TransportName, transports } from "../../lib/net/platform.ts";
import { runtime } from "../../lib/net/runtime.ts";
import { test } from "../fixtures/harness.ts";

const silentEof = labs[0];
const virtual = { mode: "virtual", speed: 1 } as const;
const real = { mode: "real", speed: 1 } as const;

/** A lab of one scenario, and no words. */
function labOf(scenario: (stage: Stage<Record<string, unknown>>) => Promise<void>, runTime = 0): Lab {
  const knobs: KnobSpecs = { size: { kind: "bytes", default: 200, min: 0, max: 1000, help: "" } };
  return defineLab({
    id: "test",
    number: 1,
    part: 1,
    title: "",
    symptom: "",
    searchedAs: [],
    incident: { id: "", url: "", what: "" },
    prevent: { go: "", node: "", deno: "" },
    knobs,
    presets: {},
    runTime: () => runTime,
    scenario,
    notes: [],
    questions: [],
    claims: [],
    why: () => [],
    next: [],
  });
}

/** What a run failed with. */
async function failure(run: Promise<unknown>): Promise<EoflabError> {
  try {
    await run;
  } catch (err) {
    assert.ok(err instanceof EoflabError, String(err));
    return err;
  }
  throw new Error("the run ended well");
}

/** A port that is free. */
async function freePort(): Promise<number> {
  const listener = await (await network({ clock: systemClock })).listen({ host: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Fails if somebody still listens there. */
async function listenAndClose(port: number, transport: TransportName): Promise<void> {
  const net = await network({ clock: systemClock, transport });
  (await net.listen({ host: "127.0.0.1", port })).close();
}

/** The lab's knobs, with a handler that works for an hour on a port that one can look at. */
const anHour = (port: number): Record<string, number | boolean | string> =>
  turnKnobs(silentEof.knobs, {}, null, ["handlerTime=1h", `port=${port}`]);

for (const transport of transports()) {
  test(`a run that is interrupted before it begins does not begin, over ${transport}`, async () => {
    let began = false;
    const lab = labOf(async () => {
      began = true;
    });
    const signal = AbortSignal.abort();
    const err = await failure(runLab(lab, { knobs: {}, clock: real, transport, signal }));
    assert.equal(err.code, "INTERRUPTED");
    assert.equal(began, false);
  });

  for (const moment of [
    "server.listen",
    "client.dial",
    "server.accept",
    "deadline.set",
    "handler.sleep",
  ] as const) {
    test(`a run that is interrupted at ${moment} ends at once and listens no more, over ${transport}`, async () => {
      const port = await freePort();
      const interrupt = new AbortController();
      const lab: Lab = {
        ...silentEof,
        scenario: async (stage) => {
          void stage.saw(moment).then(() => interrupt.abort());
          await silentEof.scenario(stage);
        },
      };
      const { signal } = interrupt;
      const run = runLab(lab, { knobs: anHour(port), clock: { mode: "real", speed: 2 }, transport, signal });
      assert.equal((await failure(run)).code, "INTERRUPTED");
      await listenAndClose(port, transport);
    });
  }

  test(`a run that is interrupted may be followed by another on its port, over ${transport}`, async () => {
    const port = await freePort();
    for (let i = 0; i < 3; i++) {
      const interrupt = new AbortController();
      const { signal } = interrupt;
      const run = runLab(silentEof, { knobs: anHour(port), clock: real, transport, signal });
      systemClock.after(20, () => interrupt.abort());
      assert.equal((await failure(run)).code, "INTERRUPTED");
    }
    const knobs = turnKnobs(silentEof.knobs, {}, null, [`port=${port}`]);
    const recording = await runLab(silentEof, { knobs, clock: virtual, transport });
    assert.equal(recording.first("server.listen")?.addr, `127.0.0.1:${port}`);
  });
}

test("a scenario that never ends is stuck, and what happened last is said", async () => {
  const port = await freePort();
  const lab = labOf(async (stage) => {
    await stage.serve(port, { handler: () => {} });
    await stage.saw("handler.wake");
  });
  const err = await failure(runLab(lab, { knobs: {}, clock: virtual, patience: 500 }));
  assert.equal(err.code, "STUCK");
  assert.equal(err.message, "the run did not end; the last that happened was server.listen");
  await listenAndClose(port, transports()[0] as TransportName);
});

test("a scenario that does nothing at all is stuck too", async () => {
  const lab = labOf(() => new Promise(() => {}));
  const err = await failure(runLab(lab, { knobs: {}, clock: virtual, patience: 1 }));
  assert.equal(err.message, "the run did not end; the last that happened was nothing");
});

test("on a real clock the lab's own time is not held against it", async () => {
  const lab = labOf(async (stage) => void (await stage.sleep(200)), 200);
  const recording = await runLab(lab, { knobs: {}, clock: real, patience: 500 });
  assert.ok(recording.first("handler.wake"));
  const slow = labOf(async (stage) => void (await stage.sleep(3_600_000)), 100);
  const err = await failure(runLab(slow, { knobs: {}, clock: { mode: "real", speed: 10 }, patience: 20 }));
  assert.equal(err.message, "the run did not end; the last that happened was handler.sleep");
});

test("what a scenario throws is thrown, and its server is closed", async () => {
  const port = await freePort();
  const lab = labOf(async (stage) => {
    await stage.serve(port, { handler: () => {} });
    throw new TypeError("a mistake");
  });
  await assert.rejects(runLab(lab, { knobs: {}, clock: virtual }), /^TypeError: a mistake$/);
  await listenAndClose(port, transports()[0] as TransportName);
});

test("a port that is taken is an error, and not a run", async () => {
  const listener = await (await network({ clock: systemClock })).listen({ host: "127.0.0.1", port: 0 });
  try {
    const knobs = turnKnobs(silentEof.knobs, {}, null, [`port=${listener.addr.port}`]);
    assert.ok(is(await failure(runLab(silentEof, { knobs, clock: virtual })), "EADDRINUSE"));
  } finally {
    listener.close();
  }
});

test("knobs that do not go together are refused before anything happens", async () => {
  let began = false;
  const lab: Lab = {
    ...labOf(async () => {
      began = true;
    }),
    conflict: ({ size }) => (size === 7 ? "size=7 is too much" : null),
  };
  const err = await failure(runLab(lab, { knobs: { size: 7 }, clock: virtual }));
  assert.deepEqual([err.code, err.message, began], ["INVALID_ARGUMENT", "size=7 is too much", false]);
  await runLab(lab, { knobs: { size: 6 }, clock: virtual });
  assert.equal(began, true);
});

for (const transport of transports()) {
  test(`the header says what was run: lab, knobs, runtime, clock and seed, over ${transport}`, async () => {
    const knobs = turnKnobs(silentEof.knobs, silentEof.presets, "demo", ["port=0", "seed=42", "flush=on"]);
    const clock = { mode: "real", speed: 500 } as const;
    const { header } = await runLab(silentEof, { knobs, clock, transport });
    assert.deepEqual(header, {
      eoflab: "recording",
      version: 1,
      lab: "silent-eof",
      knobs: {
        writeTimeout: 500,
        handlerTime: 1000,
        size: 200,
        writeSize: 0,
        flush: true,
        body: "random",
        port: 0,
        seed: 42,
      },
      runtime: runtime(),
      transport: { node: "node:net", deno: "Deno.listen" }[transport],
      clock,
      seed: 42,
    });
  });
}

test("a lab without a seed has 0", async () => {
  const { knobs } = labOf(async () => {});
  const { header } = await runLab(
    labOf(async () => {}),
    { knobs: defaults(knobs), clock: virtual },
  );
  assert.equal(header.seed, 0);
});

test("the speed makes the lab's time pass as many times as fast", async () => {
  const speed = 1000;
  let took = 0;
  const lab = labOf(async (stage) => {
    const began = performance.now();
    await stage.sleep(60_000);
    took = performance.now() - began;
  });
  const recording = await runLab(lab, { knobs: {}, clock: { mode: "real", speed } });
  const t = (recording.first("handler.wake")?.t ?? 0) - (recording.first("handler.sleep")?.t ?? 0);
  assert.ok(t >= 60_000, `${t} ms of the lab's time passed`);
  assert.ok(t <= took * speed, `${t} ms in ${took} ms of the machine's`);
  assert.ok(took < 60_000);
});

test("on the virtual clock an hour is over at once, and to the millisecond", async () => {
  const knobs = turnKnobs(silentEof.knobs, {}, null, ["handlerTime=1h"]);
  const recording = await runLab(silentEof, { knobs, clock: virtual });
  assert.equal(recording.first("handler.wake")?.t, 3_600_000);
});
