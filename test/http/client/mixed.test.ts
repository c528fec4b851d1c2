/** A thousand requests of every kind on a few kept connections, between our client and our server: every body is whole. */

import assert from "node:assert/strict";
import { network, transports } from "../../../lib/net/platform.ts";
import { test } from "../../fixtures/harness.ts";
import { atOnce, playMixed } from "../../fixtures/mixed/client.ts";
import { mixedRequests } from "../../fixtures/mixed/requests.ts";
import { withMixedServer } from "../../fixtures/mixed/server.ts";

const count = 1000;
const mixed = mixedRequests(1, count);

test("the mix has something of everything", () => {
  const having = (what: RegExp): number => mixed.filter((m) => what.test(JSON.stringify(m))).length;
  for (const what of [
    /"method":"(?:HEAD|DELETE)"/,
    /"chunked":true/,
    /"expect":true/,
    /as=trailers/,
    /as=gzip/,
    /as=flushed/,
    /status=204/,
    /status=304/,
    /hints=1/,
    /close=1/,
    /"close":true/,
    /refuse=1/,
    /size=2048&/,
    /"size":\d{6}/,
  ]) {
    assert(having(what) >= 5, `${what}: ${having(what)}`);
  }
});

for (const transport of transports()) {
  test(`${count} mixed requests, over ${transport}: every body is whole, and connections are kept`, async () => {
    const net = await network({ transport });
    const { conns, log } = await withMixedServer(net, async (url) => {
      const answers = await playMixed(
        net,
        url,
        mixed.map((m) => m.request),
      );
      const differing = mixed.flatMap(({ request, wanted }, i) =>
        JSON.stringify(answers[i]) === JSON.stringify(wanted) ? [] : [{ request, wanted, got: answers[i] }],
      );
      assert.deepEqual(differing.slice(0, 5), [], `${differing.length} differ`);
    });
    assert.deepEqual(log, []);
    // Whoever finds no idle connection dials, and may then take one that became idle meanwhile.
    const most = 4 * atOnce + mixed.filter((m) => m.last).length;
    assert(conns <= most, `${conns} connections, ${most} at most`);
  });
}
