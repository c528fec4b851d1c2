/** The menu in a real terminal: choosing, finding, opening a lab and coming back. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "tap";
import { type RuntimeName, runtimes } from "../fixtures/cli.ts";
import { inTerminal, noTmux } from "../fixtures/tmux.ts";

const progress = (id: string, done: boolean): string =>
  JSON.stringify({ version: 1, labs: { [id]: { done, stoppedAt: done ? null : 3, answers: {}, at: "" } } });

for (const runtime of ["Node", "Deno"] as RuntimeName[]) {
  const command = runtimes[runtime].join(" ");

  test(`${runtime}: arrows and typing choose, enter opens, and then the menu is back`, {
    skip: noTmux,
  }, async () => {
    await inTerminal(
      { columns: 80, rows: 24, command: `export HOME=$DIR XDG_STATE_HOME=; ${command}` },
      async (t) => {
        const lines = await t.sees(/> . new +01 silent-eof/);
        assert.match(lines.join("\n"), /Part 1: the buffer/);
        assert.match(lines[23] ?? "", /Enter: open .*q: quit/);
        await t.send("Down");
        await t.sees(/> . new +02 the-threshold/);
        await t.type("/silent");
        await t.sees(/looking for: silent_[\s\S]*> . new +01 silent-eof/);
        await t.send("Enter");
        await t.sees(/step 1 of 37/);
        await t.send("G");
        await t.sees(/When does the server/);
        await t.send("q");
        await t.sees(/which lab\?[\s\S]*> . begun +01 silent-eof/);
        await t.send("q");
        assert.equal(await t.exited(), 0);
      },
    );
  });
}

test("what was done is told by a word, in ASCII too", { skip: noTmux }, async () => {
  const command = `while [ ! -e $DIR/go ]; do sleep 0.1; done; ${runtimes.Node.join(" ")} menu --ascii --state $DIR/p.json`;
  await inTerminal({ columns: 140, rows: 50, command }, async (t) => {
    writeFileSync(`${t.dir}/p.json`, progress("silent-eof", true));
    mkdirSync(`${t.dir}/go`);
    const lines = await t.sees(/x done +01 silent-eof/);
    assert.match(lines.join("\n"), /> \. new +02 the-threshold/);
    assert.equal(lines.length, 50);
    assert.doesNotMatch(lines.join("\n"), /[^\n -~]/);
    await t.send("C-c");
    assert.equal(await t.exited(), 130);
  });
});
