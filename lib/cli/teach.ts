/**
 * `eoflab teach`: what a teacher needs.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { bundle } from "./teach/bundle.ts";
import { check } from "./teach/check.ts";
import { grade } from "./teach/grade.ts";

export const teach: CommandModule = {
  builder: (y) =>
    y
      .command(check)
      .command(bundle)
      .command(grade)
      .demandCommand(1, 1, "teach what? Want teach check, teach bundle or teach grade DIR"),
  handler: () => {},
};
