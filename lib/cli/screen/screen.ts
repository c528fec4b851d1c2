/**
 * The whole terminal as a screen: drawn on as a whole, with a key at a time, and left as it was found.
 *
 * @module
 */

import process from "node:process";
import { systemClock, type Timer } from "../../clock.ts";
import { EoflabError } from "../../errors.ts";
import { exit, explain, UsageError } from "../exit.ts";
import { note } from "../terminal.ts";
import { cut } from "./cut.ts";
import { type Key, KeyDecoder } from "./keys.ts";

/** A screen that is open. */
export interface Screen {
  /** Its size now. */
  readonly columns: number;
  readonly rows: number;
  /** Draws all of it, from the top; what is too long or too much is cut. Only what has changed is sent. */
  draw(lines: readonly string[]): void;
  /** The next key. */
  key(): Promise<Key>;
}

/** How long after ESC the rest of a key may come, in ms. */
const escapeWait = 50;

/** Alternate screen, no cursor; and back. */
const enter = "\x1b[?1049h\x1b[?25l\x1b[2J";
const leave = "\x1b[?25h\x1b[?1049l";

/** The exit codes of signals: 128 and the signal's number. */
const signals = { SIGTERM: 143, SIGHUP: 129, SIGINT: exit.interrupted } as const;

/**
 * Takes the terminal, and gives it back when `run` returns or throws, at Ctrl-C, at a signal, and when the program
 * fails elsewhere.
 *
 * @throws UsageError where standard input or output is no terminal; EoflabError INTERRUPTED at Ctrl-C
 */
export async function withScreen<T>(run: (screen: Screen) => Promise<T>): Promise<T> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    throw new UsageError("this needs a terminal, for its keys and its screen; without one, use --plain");
  }
  const screen = new Terminal();
  screen.open();
  try {
    return await run(screen);
  } finally {
    screen.close();
  }
}

class Terminal implements Screen {
  readonly #decoder = new KeyDecoder();
  /** Keys that nobody has asked for yet. */
  readonly #keys: Key[] = [];
  /** Who waits for the next key; `null` if nobody does. */
  #waiting: { resolve: (key: Key) => void; reject: (err: unknown) => void } | null = null;
  /** What is on the screen; empty after a change of its size. */
  #drawn: readonly string[] = [];
  /** Runs while an ESC waits for the rest of its key. */
  #escape: Timer | null = null;
  /** What is to be undone in `close`, last first. */
  #undo: (() => void)[] = [];

  get columns(): number {
    return process.stdout.columns ?? 80;
  }

  get rows(): number {
    return process.stdout.rows ?? 24;
  }

  draw(lines: readonly string[]): void {
    const { rows, columns } = this;
    const next = Array.from({ length: rows }, (_, i) => cut(lines[i] ?? "", columns));
    let text = "";
    for (const [i, line] of next.entries()) {
      if (line !== this.#drawn[i]) text += `\x1b[${i + 1};1H${line}\x1b[K`;
    }
    this.#drawn = next;
    if (text !== "") process.stdout.write(text);
  }

  key(): Promise<Key> {
    const key = this.#keys.shift();
    if (key !== undefined) return key === "ctrl-c" ? Promise.reject(interrupted()) : Promise.resolve(key);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  open(): void {
    const { stdin, stdout } = process;
    stdin.setRawMode(true);
    this.#undo.push(() => stdin.setRawMode(false));
    stdout.write(enter);
    this.#undo.push(() => void stdout.write(leave));

    const onData = (bytes: Uint8Array): void => this.#take(bytes);
    const onEnd = (): void => this.#give("eof");
    stdin.on("data", onData).on("end", onEnd);
    stdin.resume();
    this.#undo.push(() => {
      stdin.off("data", onData).off("end", onEnd);
      stdin.pause();
    });
    this.#on("SIGWINCH", () => {
      this.#drawn = [];
      stdout.write("\x1b[2J");
      this.#give("resize");
    });
    for (const [signal, code] of Object.entries(signals)) this.#on(signal, () => this.#die(code));
    const onFailure = (err: unknown): void => {
      this.close();
      const { code, message } = explain(err);
      note(`eoflab: ${message}`);
      process.exit(code);
    };
    this.#on("uncaughtException", onFailure);
    this.#on("unhandledRejection", onFailure);
    this.#on("exit", () => this.close());
  }

  close(): void {
    this.#escape?.cancel();
    const undo = this.#undo.reverse();
    this.#undo = [];
    for (const step of undo) step();
  }

  #on(event: string, listener: (value: unknown) => void): void {
    process.on(event as "exit", listener);
    this.#undo.push(() => process.off(event, listener));
  }

  /** Ends the program as a signal would have. */
  #die(code: number): void {
    this.close();
    process.exit(code);
  }

  #take(bytes: Uint8Array): void {
    this.#escape?.cancel();
    for (const key of this.#decoder.take(bytes)) this.#give(key);
    if (!this.#decoder.isWaiting) return;
    this.#escape = systemClock.after(escapeWait, () => {
      for (const key of this.#decoder.flush()) this.#give(key);
    });
  }

  #give(key: Key): void {
    const waiting = this.#waiting;
    if (waiting === null) {
      this.#keys.push(key);
      return;
    }
    this.#waiting = null;
    if (key === "ctrl-c") waiting.reject(interrupted());
    else waiting.resolve(key);
  }
}

function interrupted(): EoflabError {
  return new EoflabError("INTERRUPTED", "interrupted");
}
