import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { download, type Pace } from "../../lib/lab/download.ts";
import { runLab } from "../../lib/lab/run.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, type Recording, ResponseController } from "../../lib/mod.ts";
import { test } from "../fixtures/harness.ts";

const minutes = 60_000;

/** Somebody downloads at that pace, from that handler. */
async function run(pace: Pace, handler: (stage: Stage<object>) => Handler): Promise<Recording> {
  const scenario = async (stage: Stage<object>): Promise<void> => {
    const url = await stage.serve(0, { handler: handler(stage) });
    const raw = await stage.dial(url);
    await raw.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    assert.equal(await stage.passUntil(download(stage, raw, 1, pace), 10 * minutes), true);
    raw.close();
  };
  const { conflict: _conflict, ...rest } = labs[0];
  return await runLab(
    { ...rest, knobs: {}, presets: {}, runTime: () => 0, scenario },
    { knobs: {}, clock: { mode: "virtual", speed: 1 } },
  );
}

const megabyte: Handler = async (w) => {
  await w.write(new Uint8Array(1_000_000));
};

test("a download that pauses takes the time of its pauses, and is whole", async () => {
  const recording = await run({ step: 250_000, pause: 2_000 }, () => megabyte);
  const body = recording.last("client.body");
  assert.deepEqual({ whole: body?.whole, bytes: body?.bytes }, { whole: true, bytes: 1_000_000 });
  assert.ok((body?.t ?? 0) >= 8_000, `it was read at ${body?.t}`);
});

test("a download that ends before the answer does leaves the rest unread", async () => {
  const pace = { step: Number.POSITIVE_INFINITY, pause: 0, upTo: 100_000 };
  const recording = await run(pace, () => megabyte);
  assert.equal(recording.last("client.body"), undefined);
  const read = recording.all("client.read").reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(read >= 100_000 && read < 1_000_000, `${read} bytes`);
});

test("while it waits for bytes, time passes for the server, and an answer that breaks off is told", async () => {
  const pace = { step: Number.POSITIVE_INFINITY, pause: 0 };
  const recording = await run(pace, (stage) => async (w) => {
    const controller = new ResponseController(w);
    await w.write("half");
    await controller.flush();
    await stage.clock.sleep(5_000);
    controller.setWriteDeadline(stage.clock.now());
    await w.write("the other half");
  });
  const body = recording.last("client.body");
  assert.deepEqual(
    { bytes: body?.bytes, error: body?.error, t: body?.t },
    { bytes: 4, error: "unexpected EOF", t: 5_000 },
  );
});
