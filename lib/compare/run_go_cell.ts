/**
 * A cell of real Go: the lab's counterpart in labs/reference, in a process of its own.
 *
 * @module
 */

import { EoflabError, is } from "../errors.ts";
import type { Cell } from "./cell.ts";
import { goProgram } from "./go_program.ts";
import { runProcess, whyEnded } from "./run_process.ts";
import type { Facts, Setting } from "./setting.ts";

/** How long it may take, in ms: the longest lab takes 7 s. */
const limit = 20_000;

/**
 * Runs a lab on Go.
 *
 * @param target the id of the cell's server
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function runGoCell(
  { lab, goKnobs }: Setting,
  target: string,
  signal?: AbortSignal,
): Promise<Cell> {
  const at = { lab: lab.id, target, untold: [], recording: null };
  const failed = (reason: string): Cell => ({ ...at, state: "failed", reason, facts: null });
  try {
    const program = await goProgram("labs/reference", signal);
    const input = JSON.stringify({ lab: lab.id, cases: [goKnobs] });
    const ended = await runProcess(program, [], { limit, signal, input });
    const why = whyEnded(ended, limit);
    if (why !== null) return { ...failed(why), isLate: ended.isLate };
    const facts = factsIn(ended.stdout);
    return facts === null
      ? failed("it printed what is no result")
      : { ...at, state: "ran", reason: null, facts };
  } catch (err) {
    if (is(err, "INTERRUPTED") || !(err instanceof EoflabError)) throw err;
    return failed(err.message);
  }
}

/** What the program answered, without the knobs; `null` if it is no answer. */
function factsIn(stdout: string): Facts | null {
  try {
    const { results } = JSON.parse(stdout) as { results: readonly [Facts] };
    const { knobs: _, ...facts } = results[0];
    return facts;
  } catch {
    return null;
  }
}
