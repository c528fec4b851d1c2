/** The tour in a real terminal. */

import { strict as assert } from "node:assert";
import { test } from "tap";
import { stops } from "../../../lib/cli/tour/stops.ts";
import { runtimes } from "../../fixtures/cli.ts";
import { inTerminal, noTmux } from "../../fixtures/tmux.ts";

for (const runtime of ["Node", "Deno"] as const) {
  test(`${runtime}: forward, back, to the end, scrolled, and out`, { skip: noTmux }, async () => {
    const command = `${runtimes[runtime].join(" ")} tour`;
    await inTerminal({ columns: 80, rows: 24, command }, async (t) => {
      await t.sees(/^1\/\d+ {2}ListenAndServe/);
      await t.send("Right");
      await t.sees(/^2\/\d+ {2}Serve/);
      await t.send("Down");
      await t.sees(/^Each connection/);
      await t.send("Left");
      await t.sees(/^1\//);
      await t.send("G");
      await t.sees(new RegExp(`^${stops.length}/`));
      await t.send("g");
      await t.sees(/^1\//);
      await t.send("q");
      assert.equal(await t.exited(), 0);
      assert.equal((await t.state()).alternate, false);
    });
  });
}
