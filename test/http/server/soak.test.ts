/**
 * Load, in small: honest clients beside many that are idle, slow, cut their connections or never read, on real sockets.
 * `npm run soak` does the same with twelve thousand, in processes of their own.
 */

import assert from "node:assert/strict";
import { systemClock } from "../../../lib/clock.ts";
import { network } from "../../../lib/net/platform.ts";
import { test } from "../../fixtures/harness.ts";
import { Crowd } from "../../fixtures/soak/crowd.ts";
import { HonestClient } from "../../fixtures/soak/honest.ts";
import { Random } from "../../fixtures/soak/random.ts";
import { SoakServer } from "../../fixtures/soak/server.ts";

const size = { idle: 200, slow: 50, resets: 50, neverRead: 10 };

/** How many requests each honest client makes. Before each of them a part of the crowd does something. */
const requests = 60;

test("honest clients lose nothing beside a crowd of bad ones, and nothing is left behind", async () => {
  const random = new Random(1);
  const net = await network({ clock: systemClock });
  const server = new SoakServer({ readHeaderTimeout: 60_000, writeTimeout: 60_000, idleTimeout: 60_000 });
  const addrs = await server.listen(2);
  const crowd = new Crowd(net, addrs, random.fork(), size);
  await crowd.gather();
  const honest = Array.from({ length: 5 }, (_, i) => {
    const addr = addrs[i % addrs.length];
    assert(addr !== undefined);
    return new HonestClient(net, addr, systemClock, random.fork());
  });
  await Promise.all(
    honest.map(async (client) => {
      for (let i = 0; i < requests; i++) {
        crowd.step(0.1);
        await client.ask();
      }
    }),
  );
  assert.deepEqual(
    honest.map(({ done, lost, dialled }) => ({ done, lost, dialled })),
    honest.map(() => ({ done: requests, lost: [], dialled: 1 })),
  );
  const { refused, idleLost, resets, trickled } = crowd.count;
  assert.deepEqual({ refused, idleLost }, { refused: 0, idleLost: 0 });
  assert(resets > 100 && trickled > 500, JSON.stringify(crowd.count));
  assert(server.left.conns >= size.idle + size.slow + honest.length, JSON.stringify(server.left));

  // A part goes away by itself, the rest is closed.
  for (const client of honest) client.close();
  await crowd.leave(size.idle / 2);
  await server.close();
  assert.deepEqual(server.left, { conns: 0, listeners: 0, timers: 0 });
  assert.deepEqual(server.log, []);
  await crowd.leave();
});
