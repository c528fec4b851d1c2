#!/usr/bin/env node
/**
 * Where the program starts. The rest is loaded when nothing stands in its way, so that a missing permission of
 * Deno is a sentence and not a stack.
 *
 * @module
 */

import process from "node:process";
import { missingPermission } from "./permissions.ts";

const missing = missingPermission();
if (missing === null) {
  const { main } = await import("./app.ts");
  await main(process.argv.slice(2));
} else {
  const { exit } = await import("./exit.ts");
  process.stderr.write(
    `eoflab: Deno was started without a permission that the command line needs. Start it with:\n  npx deno task start\nor add: ${missing}\n`,
  );
  process.exitCode = exit.missing;
}
