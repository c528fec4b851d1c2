/**
 * `eoflab watch`: checks whenever the user's file is saved.
 *
 * @module
 */

import { existsSync } from "node:fs";
import process from "node:process";
import type { CommandModule } from "yargs";
import { EoflabError, is } from "../errors.ts";
import { type Checked, passed } from "../workshop/check.ts";
import { watchFile } from "../workshop/watch_file.ts";
import { checkChosen, styleOf } from "./check.ts";
import { explain, UsageError } from "./exit.ts";
import { hintLines } from "./hint.ts";
import { invocation } from "./invocation.ts";
import { openProgress, type ProgressStore } from "./progress/store.ts";
import { guard } from "./screen/guard.ts";
import { type Key, KeyDecoder } from "./screen/keys.ts";
import { begin } from "./start.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";
import { type CheckArgs, checkOptions } from "./workshop/options.ts";
import { report, shortPath } from "./workshop/report.ts";
import { type Chosen, chosen, exerciseLabs, remember } from "./workshop/which.ts";

interface WatchArgs extends CheckArgs {
  poll: boolean;
}

/** Clears the terminal, and what has scrolled out of it stays. */
const clear = "\u001b[2J\u001b[H";

export const watch: CommandModule<object, WatchArgs> = {
  builder: (y) =>
    checkOptions(y, "A lab's name or number; what you worked on last if none is given")
      .option("poll", {
        type: "boolean",
        default: false,
        describe: "Look for changes four times a second, where the system does not tell of them",
      })
      .example("$0 watch silent-eof", "Check now, and at every save") as never,
  handler: async (args) => {
    const store = openProgress(args.state);
    const which = chosen(args, store);
    if (!existsSync(which.file)) {
      throw new UsageError(
        `${shortPath(which.file)} is not there. Begin with: ${invocation("workshop")} start ${which.lab.id}`,
      );
    }
    await new Watching(which, store, args).untilEnd();
  },
};

/** One watch, until somebody ends it. */
class Watching {
  #which: Chosen;
  readonly #store: ProgressStore;
  readonly #args: WatchArgs;
  readonly #isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  /** The check that is under way; a save, or the end, ends it. */
  #running: AbortController | null = null;
  #hasPassed = false;
  #unwatch: () => void = () => {};
  #end: () => void = () => {};
  #fail: (err: unknown) => void = () => {};

  constructor(which: Chosen, store: ProgressStore, args: WatchArgs) {
    this.#which = which;
    this.#store = store;
    this.#args = args;
  }

  /** Checks at once, and at every save. */
  async untilEnd(): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    const unkeyed = this.#isTerminal ? this.#listenToKeys() : this.#listenToSignals();
    try {
      this.#watchFile();
      this.#checkAgain();
      await ended;
    } finally {
      this.#unwatch();
      this.#running?.abort();
      unkeyed();
    }
  }

  #watchFile(): void {
    this.#unwatch();
    this.#unwatch = watchFile(this.#which.file, {
      poll: this.#args.poll,
      changed: (text) => {
        if (text !== null) this.#checkAgain();
        else this.#show([`${shortPath(this.#which.file)} is gone. It is checked when it is there again.`]);
      },
      failed: () => this.#fail(new UsageError("the system tells of no changes any more: use --poll")),
    });
  }

  /** Checks, in the place of a check that is under way. */
  #checkAgain(): void {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    print(palette(wantsColor(this.#args.color)).dim(`checking ${shortPath(this.#which.file)}`));
    checkChosen(this.#which, this.#store, this.#args, running.signal)
      .then((checked) => {
        if (this.#running === running) this.#tell(checked);
      })
      .catch((err: unknown) => {
        if (is(err, "INTERRUPTED") || this.#running !== running) return;
        // A file that is gone for a moment is no reason to end; a bug is.
        if (err instanceof UsageError || err instanceof EoflabError) this.#show([explain(err).message]);
        else this.#fail(err);
      });
  }

  #tell(checked: Checked): void {
    this.#hasPassed = passed(checked);
    this.#which = chosen({ ...this.#args, lab: this.#which.lab.id }, this.#store);
    this.#show([...report(this.#which, checked, styleOf(this.#args))]);
  }

  /** Shows lines, on a terminal in the place of what was there. */
  #show(lines: readonly string[]): void {
    const { dim, good } = palette(wantsColor(this.#args.color));
    if (this.#isTerminal) process.stdout.write(clear);
    for (const line of lines) print(line);
    print();
    const next = this.#hasPassed ? `${good("n: next exercise")}  ` : "";
    if (this.#isTerminal) print(`${next}${dim("h: hint  r: check again  l: list  x: reset  q: quit")}`);
    else print(`watching ${shortPath(this.#which.file)}; Ctrl-C ends it`);
  }

  #press(key: Key): void {
    const { lab, exercise, progress } = this.#which;
    if (key === "q" || key === "ctrl-c" || key === "eof") this.#end();
    else if (key === "r" || key === "enter") this.#checkAgain();
    else if (key === "h") {
      const hints = Math.min(progress.hints + 1, exercise.hints.length);
      remember(this.#store, this.#which, { ...progress, hints });
      this.#which = chosen({ ...this.#args, lab: lab.id }, this.#store);
      this.#show([...hintLines(this.#which, hints, columns())]);
    } else if (key === "l") this.#show(exerciseLabs.map((one) => this.#listLine(one.id)));
    else if (key === "n" && this.#hasPassed) this.#goOn();
    else if (key === "x")
      this.#show(["Put it back as it was given? Yours is kept beside it. Shift-X does it."]);
    else if (key === "X") {
      begin(this.#which, true);
      this.#checkAgain();
    }
  }

  #listLine(id: string): string {
    const { exercise } = this.#store.lab(id);
    const state = exercise === undefined ? "-" : exercise.passed ? "passed" : "begun";
    return `${id === this.#which.lab.id ? ">" : " "} ${id.padEnd(20)} ${state}`;
  }

  /** Goes on with the next exercise that has not passed. */
  #goOn(): void {
    const open = exerciseLabs.filter(({ id }) => this.#store.lab(id).exercise?.passed !== true);
    const following = open.find(({ number }) => number > this.#which.lab.number) ?? open[0];
    if (following === undefined) {
      this.#show(["You have passed every exercise."]);
      return;
    }
    this.#which = chosen({ ...this.#args, lab: following.id }, this.#store);
    this.#hasPassed = false;
    if (!existsSync(this.#which.file)) begin(this.#which, false);
    remember(this.#store, this.#which, this.#which.progress);
    this.#watchFile();
    this.#checkAgain();
  }

  #listenToSignals(): () => void {
    const end = (): void => this.#end();
    process.on("SIGINT", end).on("SIGTERM", end);
    return () => process.off("SIGINT", end).off("SIGTERM", end);
  }

  #listenToKeys(): () => void {
    const decoder = new KeyDecoder();
    const { stdin } = process;
    const onData = (bytes: Uint8Array): void => {
      for (const key of decoder.push(bytes)) this.#press(key);
    };
    const restore = (): void => {
      stdin.setRawMode(false);
      stdin.off("data", onData);
      stdin.pause();
    };
    const unguard = guard({ restore, interrupt: () => this.#end(), resume: () => stdin.setRawMode(true) });
    stdin.setRawMode(true);
    stdin.on("data", onData).resume();
    return () => {
      restore();
      unguard();
    };
  }
}
