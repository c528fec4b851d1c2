/**
 * What http.node.test.ts and labs.node.test.ts, the two that take long, leave to run on Deno.
 */

import { readdirSync } from "node:fs";
import { test } from "tap";
import { root } from "../fixtures/cli.ts";
import { denoTest } from "../fixtures/deno_test.ts";

test("all else on Deno", (t) => {
  const others = readdirSync(`${root}test`).filter((name) => name !== "http" && name !== "labs");
  return denoTest(
    t,
    others.map((name) => `test/${name}`),
  );
});
