/** The table of commands, and what the command line loads before it knows which one is asked for. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "tap";
import { commands } from "../../lib/cli/commands.ts";
import { help, leastWidth } from "../../lib/cli/help.ts";
import { parser } from "../../lib/cli/parser.ts";

/** The modules of ours that a module imports before it runs, and theirs. */
function loadedBy(module: URL, loaded: Set<string> = new Set()): Set<string> {
  if (loaded.has(module.href)) return loaded;
  loaded.add(module.href);
  const source = readFileSync(module, "utf8");
  for (const [, isType, path = ""] of source.matchAll(
    /^(?:import|export) (type )?[^;]*?from "(\.[^"]+)";/gm,
  )) {
    if (isType === undefined) loadedBy(new URL(path, module), loaded);
  }
  return loaded;
}

test("each command is there, with what it does, under its name", async () => {
  for (const [name, { command, describe, load }] of Object.entries(commands)) {
    assert.equal(command.split(" ")[0], name);
    assert.ok(describe, name);
    const { builder, handler } = await load();
    assert.equal(typeof builder, "function", name);
    assert.equal(typeof handler, "function", name);
  }
});

test("the help loads no lab, no server and no command", async () => {
  const loaded = [...loadedBy(new URL("../../lib/cli/app.ts", import.meta.url))];
  assert.ok(loaded.some((href) => href.endsWith("/lib/cli/terminal.ts")));
  for (const href of loaded) {
    assert.doesNotMatch(href, /\/labs\/|\/lib\/(http|net|lab|compare|wire|workshop)\//);
    for (const name of Object.keys(commands)) assert.ok(!href.endsWith(`/lib/cli/${name}.ts`), href);
  }
});

test("the help loads neither yargs nor what measures and compares words", async () => {
  const loaded = [...loadedBy(new URL("../../lib/cli/app.ts", import.meta.url))];
  const packages = loaded.flatMap((href) =>
    [...readFileSync(new URL(href), "utf8").matchAll(/^import (?:type )?[^;]*?from "([^."][^"]*)";/gm)]
      .filter(([statement]) => !statement.startsWith("import type"))
      .map(([, name]) => name),
  );
  assert.deepEqual([...new Set(packages)].sort(), ["chalk", "node:process"]);
});

test("the help is what yargs prints, at every width that has room for it", async () => {
  for (let width = leastWidth; width <= 120; width++) {
    assert.equal(help(width), await parser([], undefined, undefined, width).getHelp(), `${width} columns`);
  }
});
