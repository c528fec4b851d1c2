/**
 * `eoflab teach bundle`: what is handed out in a room without a network.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { bundleFiles } from "../../workshop/bundle.ts";
import { pack } from "../../workshop/pack.ts";
import { once } from "../options.ts";
import { print } from "../terminal.ts";
import { exerciseLabs } from "../workshop/which.ts";
import { checkFree, writeBytes } from "../write_file.ts";

interface BundleArgs {
  out: string;
  force: boolean;
}

/** The folder in the archive. */
const folder = "eoflab-workshop";

export const bundle: CommandModule<object, BundleArgs> = {
  command: "bundle",
  describe: "An archive with eoflab and the exercises, without solutions, for a room without a network",
  builder: (y) =>
    y
      .option("out", {
        type: "string",
        default: `${folder}.tar.gz`,
        requiresArg: true,
        coerce: once<string>("out"),
        describe: "The archive's file",
      })
      .option("force", {
        type: "boolean",
        default: false,
        describe: "Write over a file that is there",
      })
      .example("$0 teach bundle --out /media/stick/eoflab.tar.gz", "On a stick, for each pupil") as never,
  handler: async ({ out, force }) => {
    await checkFree(out, force);
    const bytes = await pack(folder, bundleFiles(exerciseLabs));
    await writeBytes(out, bytes, force);
    const size = (bytes.length / 1e6).toFixed(1);
    print(
      `${out}: ${exerciseLabs.length} exercises without their solutions, and eoflab with all that it needs; ${size} MB`,
    );
    print(`Whoever has it: tar xzf ${out}, and then read ${folder}/START.md`);
  },
};
