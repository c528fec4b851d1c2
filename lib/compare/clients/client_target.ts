/**
 * What a client is to the comparison: a program that is given URLs, asks for one after the other, and tells of each in
 * its own words what came of it.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { Events } from "../../trace/events.ts";
import { moduleCommand, type RuntimeName } from "../../workshop/runtimes.ts";
import type { Presence } from "../presence.ts";
import { runProcess } from "../run_process.ts";

/** What a client says of an answer; `error`: its own words, with their causes; `null` if all was well. */
export type Said = Events["client.result"];

/** How a client asks. */
export interface Asking {
  /** Asked for one after the other, by one client, which may keep its connections. */
  readonly urls: readonly string[];
  /** How long an answer may take, in ms: set as the client's own limit. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** A client. */
export interface ClientTarget {
  readonly id: string;
  readonly title: string;
  presence(): Promise<Presence>;
  /**
   * Asks, in a process of its own.
   *
   * @returns what it said of each URL
   * @throws NOT_INSTALLED when it is not here; SYSTEM when it crashed, was killed, or did not end; INTERRUPTED
   */
  ask(asking: Asking): Promise<Said[]>;
}

/** How a program is started, before its limit and its URLs. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a process may take beyond the limits of its requests, in ms: its start. */
const startTime = 15_000;

/** The command of a client that is a module of programs/. */
export function scriptCommand(runtime: RuntimeName, name: string): Command {
  return moduleCommand(runtime, `compare/clients/programs/${name}`);
}

/** Runs a program that prints a line of JSON, a {@link Said}, for each URL. */
export async function askProgram({ program, args }: Command, asking: Asking): Promise<Said[]> {
  const { urls, limit, signal } = asking;
  const stdout = await output({ program, args: [...args, String(limit), ...urls] }, asking, signal);
  const lines = stdout.split("\n").filter((line) => line !== "");
  if (lines.length !== urls.length) {
    throw new EoflabError("SYSTEM", `it told of ${lines.length} of ${urls.length} answers`);
  }
  return lines.map((line) => JSON.parse(line) as Said);
}

async function output(
  { program, args }: Command,
  { urls, limit }: Asking,
  signal: AbortSignal | undefined,
): Promise<string> {
  const whole = startTime + 2 * limit * urls.length;
  const { stdout, stderr, code, signal: by, isLate } = await runProcess(program, args, whole, signal);
  if (isLate) throw new EoflabError("SYSTEM", `it did not end within ${whole / 1000} s`);
  if (by !== null) throw new EoflabError("SYSTEM", `its process was ended by ${by}`);
  if (code !== 0) throw new EoflabError("SYSTEM", `it ended with code ${code}: ${lastLine(stderr)}`);
  return stdout;
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
