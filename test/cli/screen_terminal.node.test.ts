/**
 * The screen in a real terminal, on each runtime: what it draws, what it takes for keys, and that the terminal is as
 * before afterwards, however the program ended.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import { test } from "tap";
import { denoPermissions, has, type RuntimeName, root } from "../fixtures/cli.ts";
import { inTerminal, noTmux, type Terminal } from "../fixtures/tmux.ts";

const demos: Readonly<Record<RuntimeName, string>> = {
  Node: `${process.execPath} ${root}dist/test/fixtures/screen/demo.js`,
  Deno: `${root}node_modules/.bin/deno run ${denoPermissions.join(" ")} ${root}test/fixtures/screen/demo.ts`,
  Bun: `bun ${root}test/fixtures/screen/demo.ts`,
};

/** The demo between two looks at the terminal's settings, which are kept in files. Its process id is kept too. */
function between(command: string): string {
  return [
    "stty -a > $DIR/before",
    `sh -c 'echo $$ > $DIR/pid; exec ${command}'`,
    "code=$?",
    "stty -a > $DIR/after",
    'echo "left with $code"',
    // tmux shows no cursor where nothing runs any more.
    "read line",
    "exit $code",
  ].join("; ");
}

/** How the program is made to end: what its terminal then says, and its exit code. */
interface Ending {
  readonly end: (t: Terminal, pid: number) => unknown;
  readonly says: RegExp | null;
  readonly code: number;
}

const endings: Readonly<Record<string, Ending>> = {
  "q, and it returns": { end: (t) => t.send("q"), says: /^returned$/m, code: 0 },
  "an error thrown": { end: (t) => t.send("!"), says: /this is a bug in eoflab/, code: 9 },
  "Ctrl-C": { end: (t) => t.send("C-c"), says: /^interrupted$/m, code: 130 },
  SIGINT: { end: (_, pid) => process.kill(pid, "SIGINT"), says: /^interrupted$/m, code: 130 },
  SIGTERM: { end: (_, pid) => process.kill(pid, "SIGTERM"), says: null, code: 143 },
  SIGHUP: { end: (_, pid) => process.kill(pid, "SIGHUP"), says: null, code: 129 },
  "an error that nobody catches": {
    end: (t) => t.send("u"),
    says: /a bug in eoflab[\s\S]*uncaught/,
    code: 70,
  },
  "a promise whose error nobody hears": {
    end: (t) => t.send("r"),
    says: /a bug in eoflab[\s\S]*unheard/,
    code: 70,
  },
  "process.exit": { end: (t) => t.send("x"), says: null, code: 7 },
};

for (const runtime of Object.keys(demos) as RuntimeName[]) {
  const skip =
    noTmux || (runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false);
  const command = demos[runtime];

  test(`${runtime}: draws lines cut at the width, and again when the size changes`, { skip }, async () => {
    await inTerminal({ columns: 80, rows: 24, command }, async (t) => {
      const lines = await t.sees(/^size 80x24\n[\s\S]*\nthe last row$/m);
      assert.equal(lines.length, 24);
      assert.equal(lines[2], "0123456789".repeat(8));
      assert.equal(lines[3], "row 4");
      assert.deepEqual(await t.state(), { columns: 80, rows: 24, alternate: true, cursorShown: false });
      await t.resize(140, 50);
      const larger = await t.sees(/^size 140x50\nkeys resize( resize)*\n[\s\S]*\nthe last row$/m);
      assert.equal(larger[2], "0123456789".repeat(14));
      assert.equal(larger[49], "the last row");
      await t.resize(40, 10);
      const smaller = await t.sees(/^size 40x10\n[\s\S]*\nthe last row$/m);
      assert.equal(smaller[2], "0123456789".repeat(4));
      assert.equal(smaller.length, 10);
    });
  });

  test(`${runtime}: takes keys, and a pasted text for none`, { skip }, async () => {
    await inTerminal({ columns: 80, rows: 24, command }, async (t) => {
      await t.sees(/the last row/);
      await t.tmux("set-buffer", "pasted q\r");
      await t.send("Right", "Up", "PageDown", "Home", "é", "Enter", "Tab", "BSpace", "?");
      await t.tmux("paste-buffer", "-p");
      await t.send("Escape");
      await t.sees(/^keys right up pagedown home é enter tab backspace \? escape$/m);
    });
  });

  test(`${runtime}: one screen after another has its keys, and the process ends by itself`, {
    skip,
  }, async () => {
    await inTerminal({ columns: 80, rows: 24, command: `${command} twice` }, async (t) => {
      await t.sees(/^keys *$/m);
      // What is typed before the second screen is there is the second's.
      await t.send("a", "q", "c", "Left");
      await t.sees(/^keys c left$/m);
      await t.send("q");
      assert.equal(await t.exited(), 0);
      assert.match((await t.capture()).join("\n"), /^returned\nreturned\n/m);
    });
  });

  for (const [how, { end, says, code }] of Object.entries(endings)) {
    test(`${runtime}: the terminal is as before after ${how}`, { skip }, async () => {
      await inTerminal({ columns: 80, rows: 24, command: between(command) }, async (t) => {
        await t.sees(/the last row/);
        await end(t, Number(readFileSync(`${t.dir}/pid`, "utf8")));
        const text = (await t.sees(new RegExp(`^left with ${code}$`, "m"))).join("\n");
        const settings = (when: string): string => readFileSync(`${t.dir}/${when}`, "utf8");
        assert.equal(settings("after"), settings("before"));
        const state = await t.state();
        assert.deepEqual([state.alternate, state.cursorShown], [false, true]);
        assert.match(text, /^before the screen\n/);
        assert.doesNotMatch(text, /the last row/);
        if (says !== null) assert.match(text, says);
      });
    });
  }

  test(`${runtime}: Ctrl-C ends it while it works and asks for no key`, { skip }, async () => {
    await inTerminal({ columns: 80, rows: 24, command: between(command) }, async (t) => {
      await t.sees(/the last row/);
      await t.send("b", "C-c");
      await t.sees(/^left with 130$/m);
      assert.match((await t.capture()).join("\n"), /^interrupted$/m);
    });
  });

  test(`${runtime}: ends when its terminal goes away`, { skip }, async () => {
    let pid = 0;
    await inTerminal({ columns: 80, rows: 24, command: `exec ${command}` }, async (t) => {
      await t.sees(/the last row/);
      pid = await t.pid();
    });
    const isThere = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    const end = Date.now() + 5000;
    while (isThere() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
    assert.equal(isThere(), false);
  });

  test(`${runtime}: goes on after it was stopped, and draws again`, { skip }, async () => {
    await inTerminal({ columns: 80, rows: 24, command: `exec ${command}` }, async (t) => {
      await t.sees(/the last row/);
      process.kill(await t.pid(), "SIGSTOP");
      process.kill(await t.pid(), "SIGCONT");
      await t.sees(/^keys resize( resize)?$/m);
      await t.send("Down");
      await t.sees(/^keys resize( resize)? down$/m);
    });
  });
}
