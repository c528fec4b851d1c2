/** The stepper in a real terminal, on Node and on Deno. */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "tap";
import { type RuntimeName, root, runtimes } from "../fixtures/cli.ts";
import { noTmux, Terminal } from "../fixtures/tmux.ts";

/** Runs eoflab in a terminal. */
async function inTerminal(
  runtime: RuntimeName,
  args: readonly string[],
  use: (terminal: Terminal) => Promise<void>,
  {
    columns = 80,
    rows = 24,
    env = {},
  }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
): Promise<void> {
  const terminal = new Terminal(columns, rows, env);
  try {
    await terminal.sees(/^\$/);
    terminal.run([...runtimes[runtime], ...args]);
    await use(terminal);
  } finally {
    terminal.close();
  }
}

/** The terminal is as it was: what is typed is shown, and read a line at a time; the cursor is there. */
async function isRestored(terminal: Terminal): Promise<void> {
  terminal.run(["stty", "-a"]);
  const text = await terminal.sees(/\[ended 0\]/);
  assert.match(text, /\bicanon\b/);
  assert.match(text, /[^-]\becho /);
  assert.match(text, /\bisig\b/);
}

for (const runtime of ["Node", "Deno"] as const) {
  void test(`${runtime}: a whole lab, with right and wrong answers, back and forth, and a changed knob`, {
    skip: noTmux,
  }, async (t) => {
    await inTerminal(runtime, ["step", "silent-eof"], async (terminal) => {
      await terminal.sees(/step 1 of 37/);
      await terminal.sees(/▶.*listens on/);
      terminal.keys("Right", "Right", ".");
      await terminal.sees(/step 4 of 37/);
      terminal.keys("Left", ",");
      await terminal.sees(/step 2 of 37/);
      // The end is as far as the first question.
      terminal.keys("G");
      const asked = await terminal.sees(/When does the server/);
      assert.doesNotMatch(asked, /deadline passes: nobody/);
      terminal.keys("Right");
      terminal.keys("h");
      await terminal.sees(/hint: Who looks at a deadline\?/);
      terminal.keys("1", "Enter");
      const wrong = await terminal.sees(/predicted: when the write deadline passes \(wrong\)/);
      assert.match(wrong, /observed: {2}when the handler has returned/);
      terminal.keys("Right");
      await terminal.sees(/write deadline passes: nobody waits for it/);
      await terminal.sees(/write deadline: passed just now/);
      terminal.keys("]");
      await terminal.sees(/What does w\.write report\?/);
      terminal.keys("Down", "Enter");
      await terminal.sees(/predicted: no error \(right\)/);
      terminal.keys("Right", "Right");
      await terminal.sees(/response\.w ▕█░+▏ 200\/2048 {3}conn\.bufw/);
      await terminal.sees(/w\.write\(200\) has not returned/);
      terminal.keys("Right");
      await terminal.sees(/w\.write\(200\) = 200, no error/);
      terminal.keys("[");
      await terminal.sees(/predicted: no error \(right\)/);
      terminal.keys("]", "s", "]", "3", "Enter", "G");
      await terminal.sees(/Predicted and observed/);
      terminal.keys("End");
      await terminal.sees(/Try next/);
      await terminal.sees(/2 of 4 right, 1 skipped|step silent-eof/);
      // Other numbers, another answer.
      terminal.keys("e");
      await terminal.sees(/Change a knob/);
      terminal.type("sise=5000");
      terminal.keys("Enter");
      await terminal.sees(/unknown knob sise/);
      for (let i = 0; i < 9; i++) terminal.keys("BSpace");
      terminal.type("size=5000");
      terminal.keys("Enter");
      await terminal.sees(/What differs from the run before/);
      await terminal.sees(/now: {4}write = 3965, write tcp SERVER->CLIENT: i\/o timeout/);
      terminal.keys("Escape");
      await terminal.sees(/step 1 of 35/);
      terminal.keys("]", "s", "]", "1", "Enter");
      await terminal.sees(/predicted: no error \(wrong\)/);
      terminal.keys("g", "Right", "Right", "Right", "Right", "Right", "b");
      await terminal.sees(/00000 {2}47 45 54 20 2f/);
      terminal.keys("Escape");
      await terminal.sees(/sends 100 bytes/);
      terminal.keys("w");
      await terminal.sees(/6 rwc, the server's socket/);
      terminal.keys("w", "?");
      await terminal.sees(/the next question, the one before/);
      terminal.keys("q");
      assert.equal(await terminal.exitCode(), 0);
      await isRestored(terminal);
    });
    t.pass("held");
  });

  void test(`${runtime}: at another size, in ASCII, without colours, resized`, {
    skip: noTmux,
  }, async (t) => {
    const large = { columns: 140, rows: 50, env: { NO_COLOR: "1" } };
    await inTerminal(
      runtime,
      ["step", "1", "--ascii"],
      async (terminal) => {
        const text = await terminal.sees(/step 1 of 37/);
        assert.doesNotMatch(text, /[^\n -~]/);
        assert.match(text, /6 rwc, the server's socket/);
        terminal.resize(80, 24);
        await terminal.sees(/c 6 5 4 3 2 1 d s/);
        terminal.resize(50, 10);
        await terminal.sees(/This needs 60 columns and 18 rows/);
        terminal.resize(100, 40);
        await terminal.sees(/step 1 of 37/);
        terminal.keys("q");
        assert.equal(await terminal.exitCode(), 0);
      },
      large,
    );
    t.pass("held");
  });

  void test(`${runtime}: the terminal is as before after Ctrl-C and SIGTERM`, { skip: noTmux }, async (t) => {
    await inTerminal(runtime, ["step", "1"], async (terminal) => {
      await terminal.sees(/step 1 of 37/);
      terminal.keys("C-c");
      assert.equal(await terminal.exitCode(), 130);
      await isRestored(terminal);
      terminal.run([...runtimes[runtime], "step", "1"]);
      await terminal.sees(/step 1 of 37/);
      process.kill(terminal.childId(), "SIGTERM");
      assert.equal(await terminal.exitCode(), 143);
      await isRestored(terminal);
    });
    t.pass("held");
  });
}

for (const runtime of ["Node", "Deno"] as const) {
  const program: Record<typeof runtime, string> = {
    Node: `${root}dist/test/tools/crashing_screen.js`,
    Deno: `${root}test/tools/crashing_screen.ts`,
  };
  void test(`${runtime}: the terminal is as before after a crash, which is told`, {
    skip: noTmux,
  }, async (t) => {
    const terminal = new Terminal(80, 24);
    try {
      await terminal.sees(/^\$/);
      for (const where of ["there", "elsewhere", "unheard"]) {
        terminal.run([...runtimes[runtime].slice(0, -1), program[runtime], where]);
        await terminal.sees(/^on the screen/);
        terminal.keys("x");
        const text = await terminal.sees(/\[ended 70\]/);
        assert.match(text, /this is a bug in eoflab/);
        assert.match(text, new RegExp(`boom ${where}`));
        await isRestored(terminal);
      }
    } finally {
      terminal.close();
    }
    t.pass("held");
  });
}

void test("without a terminal it says what to do", async (t) => {
  const { eoflab } = await import("../fixtures/cli.ts");
  for (const runtime of ["Node", "Deno"] as const) {
    const { code, stdout, stderr } = await eoflab(runtime, ["step", "silent-eof"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /this needs a terminal.*use --plain/);
  }
  t.pass("held");
});
