/**
 * Who did not come to an end: whoever hangs in one cell after the other would make the whole comparison wait for each.
 *
 * @module
 */

/** How many cells of one target may take their whole time. */
const most = 3;

/** Who hung, and how often. */
export class Hung {
  /** By the target's id; grows with every cell that had to be ended. */
  readonly #times = new Map<string, number>();
  readonly reason = `not run: it did not end in ${most} cells before`;

  add(target: string): void {
    this.#times.set(target, (this.#times.get(target) ?? 0) + 1);
  }

  /** Whether it is not worth another cell. */
  tooOften(target: string): boolean {
    return (this.#times.get(target) ?? 0) >= most;
  }
}
