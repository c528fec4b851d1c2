/** A server without a trace goes shorter ways; what a handler sees is the same. */

import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { settle, VirtualClock } from "../../../lib/clock.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { Server } from "../../../lib/http/server/server.ts";
import { timeoutHandler } from "../../../lib/http/server/timeout_handler.ts";
import type { Conn } from "../../../lib/net/conn.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { Recorder } from "../../../lib/trace/recorder.ts";
import { bytes, readText } from "../../fixtures/conn_pairs.ts";
import { test } from "../../fixtures/harness.ts";
import { get } from "../../fixtures/serve.ts";
import { allHeard } from "../../fixtures/unheard.ts";

/** What is neither bytes nor a text, and what it is called. */
const others: readonly (readonly [value: unknown, name: string])[] = [
  [undefined, "undefined"],
  [null, "null"],
  [{}, "an Object"],
  [{ length: 1 }, "an Object"],
  [[65], "an Array"],
  [5, "a number"],
  [true, "a boolean"],
  [65n, "a bigint"],
  [() => "A", "a Function"],
  [Promise.resolve("A"), "a Promise"],
  [new ArrayBuffer(1), "an ArrayBuffer"],
  [new Uint16Array([65]), "a Uint16Array"],
];

/** It is no instance of this realm's Uint8Array, as bytes are that somebody's test runner made. */
const ofAnotherRealm = runInNewContext("Uint8Array.of(66)") as Uint8Array;

/** The ways that a write goes. */
const ways: Readonly<Record<string, { traced: boolean; wrap: (handler: Handler) => Handler }>> = {
  "without a trace": { traced: false, wrap: (handler) => handler },
  "with a trace": { traced: true, wrap: (handler) => handler },
  "in a timeoutHandler": { traced: false, wrap: (handler) => timeoutHandler(handler, 1000) },
};

/** Serves one client in memory, in one of these ways. */
async function withClient(
  { traced, wrap }: { traced: boolean; wrap: (handler: Handler) => Handler },
  handler: Handler,
  use: (client: Conn) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const trace = traced ? { trace: new Recorder(clock) } : {};
  const server = new Server({ clock, ...trace, handler: wrap(handler) });
  await allHeard(async () => {
    const listener = await network.listen({ host: "127.0.0.1", port: 0 });
    const served = server.serve(listener).catch((err: unknown) => err);
    const client = await network.dial(listener.addr);
    await use(client);
    client.close();
    server.close();
    await served;
    await settle();
  });
}

for (const [name, way] of Object.entries(ways)) {
  test(`a write of what is neither bytes nor a text fails by its promise, which may be dropped, ${name}`, async () => {
    const told: string[] = [];
    const handler: Handler = async (w) => {
      for (const [value] of others) {
        const written = w.write(value as never);
        told.push(await written.then(String, (err: Error) => `${err.name}: ${err.message}`));
        void w.write(value as never);
      }
      await w.write("A");
      await w.write(ofAnotherRealm);
    };
    await withClient(way, handler, async (client) => {
      await client.write(bytes(get));
      const answer = await readText(client, 4096);
      assert.match(answer ?? "", /^HTTP\/1\.1 200 OK\r\n(.*\r\n)?Content-Length: 2\r\n.*\r\n\r\nAB$/s);
      assert.deepEqual(
        told,
        others.map(([, name]) => `TypeError: w.write: want a Uint8Array or a string, not ${name}`),
      );
    });
  });

  test(`a handler has begun before it is told that its client is gone, also of a FIN that was there before, ${name}`, async () => {
    const aborted: boolean[] = [];
    const handler: Handler = async (_, { signal }) => {
      aborted.push(signal.aborted);
      await settle();
      aborted.push(signal.aborted);
    };
    await withClient(way, handler, async (client) => {
      void client.write(bytes(get));
      await client.closeWrite();
      // Once for the handler to begin, once more for what it waits for.
      await settle();
      await settle();
      assert.deepEqual(aborted, [false, true]);
    });
  });
}
