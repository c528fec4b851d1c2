import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { arrived } from "../../lib/lab/arrived.ts";
import { lockstep } from "../../lib/lab/lockstep.ts";
import { runLab } from "../../lib/lab/run.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, type Recording, ResponseController } from "../../lib/mod.ts";
import { test } from "../fixtures/harness.ts";

async function run(scenario: (stage: Stage<object>) => Promise<void>): Promise<Recording> {
  const { conflict: _conflict, ...rest } = labs[0];
  return await runLab(
    { ...rest, knobs: {}, presets: {}, runTime: () => 0, scenario },
    { knobs: {}, clock: { mode: "virtual", speed: 1 } },
  );
}

const request = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

/** Answers in pieces, each of them flushed. */
const threePieces: Handler = async (w) => {
  for (const piece of ["one", "two", "three"]) {
    await w.write(piece);
    await new ResponseController(w).flush();
  }
};

test("lockstep() has each write read by its own client before the server goes on, on each connection", async () => {
  const recording = await run(async (stage) => {
    const url = await stage.serve(
      0,
      { handler: threePieces },
      { around: (listener) => lockstep(listener, stage) },
    );
    const clients = [await stage.dial(url), await stage.dial(url)];
    await Promise.all(
      clients.map(async (raw) => {
        await raw.send(request);
        await raw.receiveAll();
        raw.close();
      }),
    );
  });
  for (const conn of [1, 2]) {
    const order = recording.events
      .filter((e) => e.conn === conn && (e.name === "rwc.wrote" || (e.name === "client.read" && e.bytes > 0)))
      .map((e) =>
        e.name === "rwc.wrote" ? `wrote ${e.n}` : e.name === "client.read" ? `read ${e.bytes}` : "",
      );
    // The read comes first: a write in lockstep is over when it has been read.
    const sizes = recording.all("rwc.wrote").flatMap((e) => (e.conn === conn ? [e.n] : []));
    assert.equal(sizes.length, 4, "the header with the first piece, two more pieces, and the last chunk");
    assert.deepEqual(
      order,
      sizes.flatMap((n) => [`read ${n}`, `wrote ${n}`]),
    );
  }
});

test("arrived() waits for what the server has sent, and for nothing where nothing has left", async () => {
  const seen: number[] = [];
  const recording = await run(async (stage) => {
    const handler: Handler = async (w) => {
      seen.push(await arrived(stage));
      await w.write("half");
      await new ResponseController(w).flush();
      seen.push(await arrived(stage));
    };
    const url = await stage.serve(0, { handler });
    const client = stage.client();
    await client.get(url);
    client.close();
    await stage.saw("server.state", (e) => e.state === "closed");
  });
  assert.deepEqual(seen, [0, recording.all("rwc.wrote")[0]?.n]);
  const returned = recording.last("handler.return")?.seq ?? 0;
  assert.ok((recording.all("client.read")[0]?.seq ?? Number.POSITIVE_INFINITY) < returned);
});
