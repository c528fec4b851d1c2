/**
 * tap runs on Node alone. What must hold on Deno too is run there by `deno test`, whose TAP is taken over here:
 * every test of this folder that is not marked as Node's own.
 */

import { test } from "tap";
import { root } from "./fixtures/cli.ts";

test("on Deno", async (t) => {
  await t.spawn(
    "env",
    [
      // tap gives every child a channel to talk to it, which Deno takes for one of its own and refuses.
      "-u",
      "NODE_CHANNEL_FD",
      `${root}node_modules/.bin/deno`,
      "test",
      "--no-prompt",
      "--no-check",
      "--reporter=tap",
      "--allow-net=127.0.0.1,[::1]",
      `--allow-read=${root}`,
      "test/",
    ],
    { cwd: root },
    "deno test",
  );
});
