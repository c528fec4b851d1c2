/**
 * Sees to it that a terminal is given back as it was found, however the program ends.
 *
 * @module
 */

import process from "node:process";
import { exit, explain } from "../exit.ts";
import { note } from "../terminal.ts";

/** What the signals do that end the program. */
const endings = { SIGTERM: exit.terminated, SIGHUP: exit.hungUp } as const;

/** What is to be done when the program is about to end, or goes on after a pause. */
export interface Guarded {
  /** Gives the terminal back; done before anything is printed. */
  restore(): void;
  /** SIGINT came. */
  interrupt(): void;
  /** It was stopped and goes on (SIGCONT): a shell may have had the terminal in between. */
  resume(): void;
}

/**
 * Watches until the returned function is called: for the signals that end a program, for errors that nobody catches,
 * and for process.exit.
 */
export function guard({ restore, interrupt, resume }: Guarded): () => void {
  const onExit = (): void => restore();
  const onTerm = (): void => end(endings.SIGTERM);
  const onHup = (): void => end(endings.SIGHUP);
  const end = (code: number): void => {
    restore();
    process.exit(code);
  };
  const onError = (err: unknown): void => {
    restore();
    const { code, message } = explain(err);
    note(`eoflab: ${message}`);
    process.exit(code);
  };
  const listeners: [event: string, listener: (err: unknown) => void][] = [
    ["exit", onExit],
    ["SIGINT", interrupt],
    ["SIGTERM", onTerm],
    ["SIGHUP", onHup],
    ["SIGCONT", resume],
    ["uncaughtException", onError],
    ["unhandledRejection", onError],
  ];
  for (const [event, listener] of listeners) process.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) process.off(event, listener);
  };
}
