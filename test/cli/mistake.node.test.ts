/** What is said of a wrong option, for every command that there is. */

import assert from "node:assert/strict";
import { test } from "tap";
import yargs, { type CommandModule } from "yargs";
import { commands } from "../../lib/cli/commands.ts";
import { UsageError } from "../../lib/cli/exit.ts";
import { sayMistake } from "../../lib/cli/mistake.ts";
import { parser } from "../../lib/cli/parser.ts";
import { check } from "../../lib/cli/teach/check.ts";
import { grade } from "../../lib/cli/teach/grade.ts";
import { eoflab } from "../fixtures/cli.ts";

type Choices = Readonly<Record<string, readonly string[]>>;

/** The options of a command that take one of a few words. */
function choicesOf(module: CommandModule<object, never>): Choices {
  const y = yargs([]);
  (module.builder as (y: unknown) => unknown)(y);
  return (y as unknown as { getOptions(): { choices: Choices } }).getOptions().choices;
}

/** What is said of a command line. */
async function said(args: readonly string[]): Promise<string> {
  const [name = ""] = args;
  try {
    await parser(args, name, await commands[name]?.load(), 80).parseAsync();
  } catch (err) {
    assert.ok(err instanceof UsageError, String(err));
    const [message = "", hint] = err.message.split("\n");
    assert.equal(hint, `The command's options: eoflab ${name} --help`);
    return message;
  }
  return assert.fail(`${args.join(" ")} was taken`);
}

test("whichever option has choices, one that is nearly one of them is told which", async (t) => {
  const whole: [words: string[], choices: Choices][] = [
    [["teach", "check"], choicesOf(check as never)],
    [["teach", "grade", "somewhere"], choicesOf(grade as never)],
  ];
  for (const [name, { load }] of Object.entries(commands)) whole.push([[name], choicesOf(await load())]);
  const seen = new Set<string>();
  for (const [words, choices] of whole) {
    for (const [option, allowed] of Object.entries(choices)) {
      seen.add(`${words[0]} --${option}`);
      const want = `Want ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`;
      for (const choice of allowed) {
        const miss = `${choice}${choice.at(-1)}`;
        const message = await said([...words, `--${option}`, miss]);
        assert.equal(message, `--${option} ${miss}: did you mean ${choice}? ${want}`);
      }
    }
  }
  for (const one of [
    "run --transport",
    "wire --format",
    "compare --format",
    "export --format",
    "teach --runtime",
  ]) {
    assert.ok(seen.has(one), `${one} has no choices any more; there are ${[...seen].join(", ")}`);
  }
  t.pass("held");
});

test("a word that has nothing of a choice is told what there is", async (t) => {
  assert.equal(await said(["compare", "--format", "x"]), "--format x: want table, md, json or html");
  assert.equal(await said(["export", "x", "--format", "png"]), "--format png: want json, md, svg or cast");
  assert.equal(
    await said(["export", "x", "--format", "sgv"]),
    "--format sgv: did you mean svg? Want json, md, svg or cast",
  );
  assert.equal(await said(["wire", "x", "--format="]), '--format "": want table, csv, ladder or json');
  t.pass("held");
});

test("an unknown option is told the nearest one, and what is no option is not", async (t) => {
  for (const [args, message] of [
    [["run", "silent-eof", "--prest", "demo"], "unknown option --prest: did you mean --preset?"],
    [["run", "silent-eof", "--real-tme"], "unknown option --real-tme: did you mean --real-time?"],
    [["run", "silent-eof", "--prest=demo"], "unknown option --prest: did you mean --preset?"],
    [["run", "silent-eof", "--no-colr"], "unknown option --no-colr: did you mean --no-color?"],
    [["run", "silent-eof", "--zzzzzzzz"], "unknown option --zzzzzzzz"],
    [["run", "silent-eof", "-x"], "unknown option -x"],
    // The argument is no option.
    [["run", "--lba=silent-eof"], "unknown option --lba"],
    [["run", "silent-eof", "more"], "unknown argument more"],
  ] as const) {
    assert.equal(await said(args), message);
  }
  t.pass("held");
});

test("what is said otherwise stays as it is", (t) => {
  t.equal(
    sayMistake("Not enough arguments following: set", ["run", "--set"], { options: [], choices: {} }),
    "Not enough arguments following: set",
  );
  t.end();
});

test("a part of a command is told the nearest one", async (t) => {
  for (const [word, hint] of [
    ["chek", "did you mean teach check?"],
    ["zzzzzzzz", "want check, bundle, grade"],
  ] as const) {
    const ran = await eoflab("Node", ["teach", word]);
    assert.deepEqual(ran, {
      code: 2,
      stdout: "",
      stderr: `eoflab: unknown command teach ${word}: ${hint}\n`,
    });
  }
  t.pass("held");
});
