/**
 * The whole terminal as one screen: lines are drawn, keys are read, and in the end the terminal is as it was.
 *
 * @module
 */

import process from "node:process";
import { systemClock, type Timer } from "../../clock.ts";
import { EoflabError } from "../../errors.ts";
import { cut } from "./cut.ts";
import { guard } from "./guard.ts";
import { type Key, KeyDecoder } from "./keys.ts";

/** The terminal, while `withScreen` has it. */
export interface Screen {
  /** The present size. */
  readonly columns: number;
  readonly rows: number;
  /** Aborted by Ctrl-C, for work that goes on without asking for a key. */
  readonly signal: AbortSignal;
  /** Draws the whole screen, from its top: styled lines, cut at the width. Sends only the lines that changed. */
  draw(lines: readonly string[]): void;
  /**
   * The next key; waits for it.
   *
   * @throws EoflabError INTERRUPTED for Ctrl-C, and after the `eof` of a terminal that went away
   */
  key(): Promise<Key>;
}

/** How long the byte of the escape key waits for others that would make it another key, in ms. */
const escapeTime = 50;

/** Where a terminal does not tell its size. */
const usualSize = { columns: 80, rows: 24 };

/** Alternate screen, cursor hidden, no wrapping at the right edge, marks around pasted text. */
const enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h";
const leave = "\u001b[?2004l\u001b[?7h\u001b[0m\u001b[?25h\u001b[?1049l";

/** Keys that one screen got and nobody asked for: the next screen's. */
const typedAhead: Key[] = [];

/** Whether there is a terminal that a screen can be drawn on: stdin and stdout, and it knows how to move the cursor. */
export function hasScreen(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== "dumb";
}

/**
 * Takes the whole terminal for `run`, and gives it back as it was: after a return or an error, Ctrl-C, SIGTERM,
 * SIGHUP, an error that nobody catches, process.exit.
 *
 * @throws EoflabError NOT_A_TERMINAL where stdin or stdout is none; INTERRUPTED after Ctrl-C
 */
export async function withScreen<T>(run: (screen: Screen) => Promise<T>): Promise<T> {
  if (!hasScreen()) {
    throw new EoflabError("NOT_A_TERMINAL", "this needs a terminal for input and output: use --plain");
  }
  const screen = new TerminalScreen();
  const unguard = guard({
    restore: () => screen.close(),
    interrupt: () => screen.interrupt(),
    resume: () => screen.resume(),
  });
  try {
    screen.open();
    return await Promise.race([run(screen), screen.interrupted]);
  } finally {
    screen.close();
    unguard();
  }
}

class TerminalScreen implements Screen {
  /** Rejects at Ctrl-C. */
  readonly interrupted: Promise<never>;
  readonly #interrupt = new AbortController();
  readonly #decoder = new KeyDecoder();
  /** Keys that nobody has asked for yet. */
  readonly #keys: Key[] = typedAhead.splice(0);
  /** Who waits for a key. */
  #waiting: ((key: Key) => void) | null = null;
  /** Runs while a lone escape byte may still become another key. */
  #escape: Timer | null = null;
  /** What each row shows; empty when that is not known. */
  #shown: string[] = [];
  /** Whether there will be no more keys: `eof` is told once, and to ask again is as Ctrl-C. */
  #hasEnded = false;
  /** Whether the terminal is ours. */
  #isOpen = false;

  constructor() {
    const { signal } = this.#interrupt;
    this.interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new EoflabError("INTERRUPTED", "interrupted")));
    });
    this.interrupted.catch(() => {});
  }

  get columns(): number {
    return process.stdout.columns || usualSize.columns;
  }

  get rows(): number {
    return process.stdout.rows || usualSize.rows;
  }

  get signal(): AbortSignal {
    return this.#interrupt.signal;
  }

  open(): void {
    this.#isOpen = true;
    process.stdin.setRawMode(true);
    process.stdout.write(enter);
    process.stdin.on("data", this.#onData).on("end", this.#onEnd).on("error", this.#onEnd);
    process.stdout.on("resize", this.#onResize);
    process.stdin.resume();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#escape?.cancel();
    typedAhead.push(...this.#keys.splice(0).filter((key) => key !== "resize" && key !== "eof"));
    process.stdin.off("data", this.#onData).off("end", this.#onEnd).off("error", this.#onEnd);
    process.stdout.off("resize", this.#onResize);
    process.stdout.write(leave);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  resume(): void {
    // The runtime believes that the terminal is in raw mode still, and would do nothing.
    process.stdin.setRawMode(false);
    process.stdin.setRawMode(true);
    process.stdout.write(enter);
    this.#onResize();
  }

  interrupt(): void {
    this.#interrupt.abort();
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const { columns, rows } = this;
    let sent = "";
    for (let row = 0; row < rows; row++) {
      const { text, width } = cut(lines[row] ?? "", columns);
      if (this.#shown[row] === text) continue;
      this.#shown[row] = text;
      // At the right edge there is nothing left to erase, and some terminals would erase the last character.
      sent += `\u001b[${row + 1};1H${text}${width < columns ? "\u001b[K" : ""}`;
    }
    if (sent !== "") process.stdout.write(sent);
  }

  async key(): Promise<Key> {
    if (this.signal.aborted) return await this.interrupted;
    const key = this.#keys.shift();
    if (key !== undefined) return key;
    // Whoever asks on after "eof" would be told it without end, and nothing else would run, no signal either.
    if (this.#hasEnded) this.interrupt();
    const next = new Promise<Key>((resolve) => {
      this.#waiting = resolve;
    });
    return await Promise.race([next, this.interrupted]);
  }

  readonly #onData = (bytes: Uint8Array): void => {
    this.#escape?.cancel();
    this.#escape = null;
    this.#give(this.#decoder.push(bytes));
    if (!this.#decoder.escapePending) return;
    this.#escape = systemClock.after(escapeTime, () => this.#give(this.#decoder.takeEscape()));
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#give(["eof"]);
  };

  readonly #onResize = (): void => {
    this.#shown = [];
    process.stdout.write("\u001b[2J");
    if (this.#keys.at(-1) !== "resize") this.#give(["resize"]);
  };

  #give(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key === "ctrl-c") {
        this.interrupt();
      } else if (this.#waiting === null) {
        this.#keys.push(key);
      } else {
        this.#waiting(key);
        this.#waiting = null;
      }
    }
  }
}
