/** The stepper in a real terminal, on Node and on Deno. */

import assert from "node:assert/strict";
import { test } from "tap";
import { type RuntimeName, runtimes } from "../fixtures/cli.ts";
import { inTerminal, noTmux, type Terminal } from "../fixtures/tmux.ts";

/** Runs eoflab in a terminal of its own. */
function eoflabIn(
  runtime: RuntimeName,
  args: string,
  use: (terminal: Terminal) => Promise<void>,
  size: { columns: number; rows: number; env?: Record<string, string> } = { columns: 80, rows: 24 },
): Promise<void> {
  return inTerminal({ ...size, command: `${runtimes[runtime].join(" ")} ${args}` }, use);
}

/** Ends it, and looks that the screen from before is back. */
async function quits(terminal: Terminal, key = "q", code = 0): Promise<void> {
  await terminal.send(key);
  assert.equal(await terminal.exited(), code);
  assert.equal((await terminal.state()).alternate, false);
}

for (const runtime of ["Node", "Deno"] as const) {
  void test(`${runtime}: a whole lab, with right and wrong answers, back and forth, and a changed knob`, {
    skip: noTmux,
  }, async (t) => {
    await eoflabIn(runtime, "step silent-eof --state $DIR/p.json", async (terminal) => {
      await terminal.sees(/step 1 of 37/);
      await terminal.sees(/▶.*listens on/);
      await terminal.send("Right", "Right", ".");
      await terminal.sees(/step 4 of 37/);
      await terminal.send("Left", ",");
      await terminal.sees(/step 2 of 37/);
      // The end is as far as the first question.
      await terminal.send("G");
      const asked = await terminal.sees(/When does the server/);
      assert.doesNotMatch(asked.join("\n"), /deadline passes: nobody/);
      await terminal.send("Right");
      await terminal.send("h");
      await terminal.sees(/hint: Who looks at a deadline\?/);
      await terminal.send("1", "Enter");
      const wrong = await terminal.sees(/predicted: when the write deadline passes \(wrong\)/);
      assert.match(wrong.join("\n"), /observed: {2}when the handler has returned/);
      await terminal.send("Right");
      await terminal.sees(/write deadline passes: nobody waits for it/);
      await terminal.sees(/write deadline: passed just now/);
      await terminal.send("]");
      await terminal.sees(/What does w\.write report\?/);
      await terminal.send("Down", "Enter");
      await terminal.sees(/predicted: no error \(right\)/);
      await terminal.send("Right", "Right");
      await terminal.sees(/response\.w ▕█░+▏ 200\/2048 {3}conn\.bufw/);
      await terminal.sees(/w\.write\(200\) has not returned/);
      await terminal.send("Right");
      await terminal.sees(/w\.write\(200\) = 200, no error/);
      await terminal.send("[");
      await terminal.sees(/predicted: no error \(right\)/);
      await terminal.send("]", "s", "]", "3", "Enter", "G");
      await terminal.sees(/Predicted and observed/);
      await terminal.send("End");
      await terminal.sees(/Try next/);
      await terminal.sees(/2 of 4 right, 1 skipped|step silent-eof/);
      // Other numbers, another answer.
      await terminal.send("e");
      await terminal.sees(/Change a knob/);
      await terminal.type("sise=5000");
      await terminal.send("Enter");
      await terminal.sees(/unknown knob sise/);
      for (let i = 0; i < 9; i++) await terminal.send("BSpace");
      await terminal.type("size=5000");
      await terminal.send("Enter");
      const changed = await terminal.sees(/What differs from the run before/);
      assert.match(changed.join("\n"), /knob size\n {2}before: 200\n {2}now: {4}5000/);
      assert.match(changed.join("\n"), /What came of it is asked first: 4 questions/);
      assert.doesNotMatch(changed.join("\n"), /i\/o timeout/);
      await terminal.send("Enter");
      await terminal.sees(/step 1 of 36/);
      await terminal.send("]", "s", "]", "1", "Enter");
      await terminal.sees(/predicted: no error \(wrong\)/);
      // And others again, without its questions.
      await terminal.send("e");
      await terminal.type("handlerTime=9s");
      await terminal.send("Enter");
      await terminal.sees(/knob handlerTime\s+before: 60s\s+now: {4}9s/);
      await terminal.send("d");
      await terminal.sees(
        /write = 3965, write tcp SERVER->CLIENT: i\/o timeout\s+now: {4}write = 5000, no error/,
      );
      await terminal.send("End");
      await terminal.sees(/Questions with another answer now/);
      await terminal.sees(/before: no answer: an error\s+now: {4}the whole answer/);
      await terminal.send("Escape", "G");
      await terminal.sees(/0 of 4 right, 4 skipped|nothing: skipped/);
      await terminal.send("g", "Right", "Right", "Right", "Right", "Right", "b");
      await terminal.sees(/00000 {2}47 45 54 20 2f/);
      await terminal.send("Escape");
      await terminal.sees(/sends 100 bytes/);
      await terminal.send("w");
      await terminal.sees(/6 rwc, the server's socket/);
      await terminal.send("w", "?");
      await terminal.sees(/the next question, the one before/);
      await quits(terminal);
    });
    t.pass("held");
  });

  void test(`${runtime}: at another size, in ASCII, without colours, resized`, {
    skip: noTmux,
  }, async (t) => {
    const large = { columns: 140, rows: 50, env: { NO_COLOR: "1" } };
    await eoflabIn(
      runtime,
      "step 1 --ascii --state $DIR/p.json",
      async (terminal) => {
        const text = await terminal.sees(/step 1 of 37/);
        assert.doesNotMatch(text.join("\n"), /[^\n -~]/);
        assert.match(text.join("\n"), /6 rwc, the server's socket/);
        await terminal.resize(80, 24);
        await terminal.sees(/c 6 5 4 3 2 1 d s/);
        await terminal.resize(50, 10);
        await terminal.sees(/This needs 60 columns and 22 rows/);
        await terminal.resize(100, 40);
        await terminal.sees(/step 1 of 37/);
        await quits(terminal);
      },
      large,
    );
    t.pass("held");
  });

  void test(`${runtime}: it goes on where one stopped, and Ctrl-C ends it`, { skip: noTmux }, async (t) => {
    const step = `${runtimes[runtime].join(" ")} step 1`;
    const command = `export HOME=$DIR XDG_STATE_HOME=; ${step}; ${step}`;
    await inTerminal({ columns: 80, rows: 24, command }, async (terminal) => {
      await terminal.sees(/step 1 of 37/);
      await terminal.send("]", "2", "Enter");
      await terminal.sees(/predicted: when the handler has returned \(right\)/);
      await terminal.send("Right");
      await terminal.sees(/step 13 of 37/);
      // Another run does not take away what was answered in this one.
      await terminal.send("e");
      await terminal.type("size=5000");
      await terminal.send("Enter");
      await terminal.sees(/What differs/);
      await terminal.send("Escape", "q");
      await terminal.sees(/step 13 of 37/);
      await terminal.send("[");
      await terminal.sees(/predicted: when the handler has returned \(right\)/);
      await quits(terminal, "C-c", 130);
    });
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
