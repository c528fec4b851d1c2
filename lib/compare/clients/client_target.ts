/**
 * What a client is to the comparison: a program that is given URLs, asks for one after the other, and tells of each in
 * its own words what came of it.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { Events } from "../../trace/events.ts";
import { moduleCommand, type RuntimeName } from "../../workshop/runtimes.ts";
import { type Presence, runtimePresence } from "../presence.ts";
import { runProcess, whyEnded } from "../run_process.ts";

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
  /** The runtime that it is a script of; absent for other programs. */
  readonly script?: { readonly runtime: RuntimeName; readonly name: string };
  /** Where that runtime is, if that was said. */
  readonly program?: string;
  presence(): Promise<Presence>;
  /** What is to be done before it can ask, which may take long; done once. @throws SYSTEM when it fails; INTERRUPTED */
  prepare?(signal: AbortSignal): Promise<unknown>;
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

/** The command of a client that is a module of programs/. @param program where the runtime is, if that was said */
export function scriptCommand(runtime: RuntimeName, name: string, program?: string): Command {
  return moduleCommand(runtime, `compare/clients/programs/${name}`, program === undefined ? {} : { program });
}

/**
 * A client that is a module of programs/.
 *
 * @param script its name there, and what it is started with
 * @param program where that runtime is; the one that is found unless set
 */
export function scriptClient(
  { id, title }: { readonly id: string; readonly title: string },
  script: { readonly runtime: RuntimeName; readonly name: string },
  program?: string,
): ClientTarget {
  const { runtime, name } = script;
  return {
    id,
    title,
    script,
    ...(program === undefined ? {} : { program }),
    presence: () => runtimePresence(runtime, program),
    ask: async (asking) => askProgram(scriptCommand(runtime, name, program), asking),
  };
}

/** Runs a program that prints a line of JSON, a {@link Said}, for each URL. */
export async function askProgram({ program, args }: Command, asking: Asking): Promise<Said[]> {
  const { urls, limit, signal } = asking;
  const whole = startTime + 2 * limit * urls.length;
  const ended = await runProcess(program, [...args, String(limit), ...urls], { limit: whole, signal });
  const why = whyEnded(ended, whole);
  if (why !== null) throw new EoflabError("SYSTEM", why);
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  if (lines.length !== urls.length) {
    throw new EoflabError("SYSTEM", `it told of ${lines.length} of ${urls.length} answers`);
  }
  return lines.map(saidIn);
}

/** @throws SYSTEM for a line that tells of no answer */
function saidIn(line: string): Said {
  try {
    const { status, bytes, sha256 = null, error } = JSON.parse(line) as Partial<Said>;
    if (status !== undefined && typeof bytes === "number" && error !== undefined) {
      return { status, bytes, sha256, error };
    }
  } catch {
    // Said below.
  }
  throw new EoflabError("SYSTEM", "it printed what tells of no answer");
}
