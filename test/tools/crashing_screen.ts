/** A program that takes the terminal and fails: in what it does there, or elsewhere meanwhile. */

import process from "node:process";
import { explain } from "../../lib/cli/exit.ts";
import { withScreen } from "../../lib/cli/screen/screen.ts";
import { systemClock } from "../../lib/clock.ts";

const [, , where] = process.argv;

try {
  await withScreen(async (screen) => {
    screen.draw(["on the screen"]);
    await screen.key();
    if (where === "there") throw new Error("boom there");
    if (where === "elsewhere") {
      systemClock.after(0, () => {
        throw new Error("boom elsewhere");
      });
    } else void Promise.reject(new Error("boom unheard"));
    await screen.key();
  });
} catch (err) {
  const { code, message } = explain(err);
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
