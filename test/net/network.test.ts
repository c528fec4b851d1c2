import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { hasDeno } from "../../lib/net/deno.ts";
import { pipeNetwork } from "../../lib/net/pipe.ts";
import { network, runtime, transports } from "../../lib/net/platform.ts";
import { fails, failure } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";
import { networkContract } from "../fixtures/network_contract.ts";

networkContract("in memory", async (clock) => pipeNetwork(clock));

for (const transport of transports()) {
  const name = transport === "deno" ? "Deno.listen" : `node:net on ${runtime().name}`;
  networkContract(name, (clock) => network({ clock, transport }));

  test(`${name}: without the permission Deno says so`, async () => {
    if (!hasDeno()) return;
    const net = await network({ clock: new VirtualClock(), transport });
    for (const op of ["dial", "listen"] as const) {
      const err = await failure(net[op]({ host: "127.0.0.2", port: 1 }));
      assert.equal(err.code, "NOT_PERMITTED");
      assert.match(
        err.message,
        new RegExp(`^${op} tcp 127\\.0\\.0\\.2:1: .*net access to "127\\.0\\.0\\.2:1"`),
      );
    }
  });

  test(`${name}: listening at an address of another machine fails`, async () => {
    if (hasDeno()) return; // would need the permission for it
    const net = await network({ clock: new VirtualClock(), transport });
    const text = "listen tcp 192.0.2.1:0: bind: cannot assign requested address";
    await fails(net.listen({ host: "192.0.2.1", port: 0 }), "EADDRNOTAVAIL", text);
  });
}
