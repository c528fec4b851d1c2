/**
 * What is so for all clients of a lab: behind them is the same server, and the same scenario.
 *
 * @module
 */

import { cellName } from "../cell.ts";
import { asksAgain, type ClientCell } from "./run_client.ts";

/** What a mark begins with that is another client's. */
const beside = /^(?:in an earlier run, )?with /;

/**
 * Settles what one client alone may show by chance: that the lab's client asks more than once, so that no other can stand in for
 * it; and, where two or more have wavered, that what comes is not the same each time. A single one wavers by itself.
 *
 * @param wavering what wavered in earlier runs, by {@link cellName}
 */
export function settleClients(
  cells: readonly ClientCell[],
  wavering: ReadonlyMap<string, readonly string[]>,
): ClientCell[] {
  const markOf = ({ lab, target, words, reason }: ClientCell): string | null => {
    if (words === null) return null;
    const earlier = wavering.get(cellName(lab, "client", target))?.[0] ?? null;
    return reason ?? (earlier !== null && beside.test(earlier) ? null : earlier);
  };
  return cells.map((cell) => {
    if (cell.words === null) return cell;
    const all = cells.filter(({ lab }) => lab === cell.lab);
    if (all.some(({ reason }) => reason === asksAgain)) {
      return { ...cell, words: null, reason: asksAgain, recording: null };
    }
    const own = markOf(cell);
    const [first, second] = all.filter((one) => markOf(one) !== null);
    if (own !== null || first === undefined || second === undefined) return { ...cell, reason: own };
    return { ...cell, reason: `with ${first.target}: ${markOf(first)}` };
  });
}
