/**
 * The command line, as yargs reads it.
 *
 * @module
 */

import yargs, { type CommandModule } from "yargs";
import { commands } from "./commands.ts";
import { UsageError } from "./exit.ts";
import { epilogue, summary } from "./help.ts";
import { sayMistake, type Taken } from "./mistake.ts";
import { version } from "./version.ts";

/**
 * @param name the command that is asked for, if any
 * @param asked what it is; of the others the help says what they are for
 * @param width of the help, in columns
 */
export function parser(
  args: readonly string[],
  name: string | undefined,
  asked: CommandModule<object, never> | undefined,
  width: number,
) {
  const all = yargs([...args]);
  for (const [one, { command, describe }] of Object.entries(commands)) {
    all.command({ handler: () => {}, ...(one === name ? asked : {}), command, describe });
  }
  return all
    .scriptName("eoflab")
    .usage(`${summary}\n\n$0 <command>`)
    .parserConfiguration({ "greedy-arrays": false })
    .locale("en")
    .wrap(width)
    .strict()
    .help()
    .alias("h", "help")
    .version(version)
    .alias("V", "version")
    .epilogue(epilogue)
    .exitProcess(false)
    .fail((message, err) => {
      // yargs throws its own errors for what is missing behind an option, and hands over all others as they are.
      if (err instanceof Error && err.name !== "YError") throw err;
      const mistake = sayMistake(err?.message ?? message, args, takenBy(all as never));
      throw new UsageError(`${mistake}\nThe command's options: eoflab ${args[0] ?? ""} --help`);
    });
}

/** What yargs knows of the command that it is at; its types leave it out. */
interface AtCommand {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly choices: Readonly<Record<string, readonly string[]>>;
  };
  getGroups(): Readonly<Record<string, readonly string[]>>;
}

function takenBy(at: AtCommand): Taken {
  const { key, choices } = at.getOptions();
  const arguments_ = at.getGroups()["Positionals:"] ?? [];
  return { options: Object.keys(key).filter((name) => !arguments_.includes(name)), choices };
}
