/** A server without a trace goes shorter ways; what a handler sees is the same. */

import assert from "node:assert/strict";
import { settle, VirtualClock } from "../../../lib/clock.ts";
import { Server } from "../../../lib/http/server/server.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { bytes, readText } from "../../fixtures/conn_pairs.ts";
import { test } from "../../fixtures/harness.ts";
import { get } from "../../fixtures/serve.ts";
import { allHeard } from "../../fixtures/unheard.ts";

test("a write of nothing at all fails by its promise, which may be dropped", async () => {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const told: string[] = [];
  const server = new Server({
    clock,
    handler: async (w) => {
      for (const value of [undefined, null]) {
        const written = w.write(value as never);
        told.push(await written.then(String, (err: Error) => err.name));
        void w.write(value as never);
      }
      await w.write("A");
    },
  });
  await allHeard(async () => {
    const listener = await network.listen({ host: "127.0.0.1", port: 0 });
    const served = server.serve(listener).catch((err: unknown) => err);
    const client = await network.dial(listener.addr);
    await client.write(bytes(get));
    const answer = await readText(client, 4096);
    assert.match(answer ?? "", /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nA$/s);
    assert.deepEqual(told, ["TypeError", "TypeError"]);
    client.close();
    server.close();
    await served;
    await settle();
  });
});
