/**
 * What is so for all clients of a lab: behind them is the same server, and the same scenario.
 *
 * @module
 */

import { cellName } from "../cell.ts";
import { asksAgain, type ClientCell } from "./run_client.ts";

/**
 * Settles what one client alone may show by chance: that the lab's client asks more than once, so that no other can stand in for
 * it; and that what comes is not the same each time.
 *
 * @param wavering what wavered in earlier runs, by {@link cellName}
 */
export function settleClients(
  cells: readonly ClientCell[],
  wavering: ReadonlyMap<string, readonly string[]>,
): ClientCell[] {
  const markOf = ({ lab, target, words, reason }: ClientCell): string | null =>
    words === null ? null : (reason ?? wavering.get(cellName(lab, "client", target))?.[0] ?? null);
  return cells.map((cell) => {
    if (cell.words === null) return cell;
    const beside = cells.filter(({ lab }) => lab === cell.lab);
    if (beside.some(({ reason }) => reason === asksAgain)) {
      return { ...cell, words: null, reason: asksAgain, recording: null };
    }
    const own = markOf(cell);
    if (own !== null) return { ...cell, reason: own };
    const other = beside.find((one) => markOf(one) !== null);
    if (other === undefined) return cell;
    // A mark that is itself another client's is passed on as it is.
    const mark = markOf(other) ?? "";
    return {
      ...cell,
      reason: /^(in an earlier run, )?with /.test(mark) ? mark : `with ${other.target}: ${mark}`,
    };
  });
}
