/**
 * What lab 12 comes to in real Go, as it was recorded (go.json): what JavaScript cannot do.
 *
 * @module
 */

import recorded from "./go.json" with { type: "json" };

/** Which Go it was. */
export const version: string = recorded.go;

/** In how many of the recorded cases somebody computed, and in how many of those the other client had to wait. */
export const cases: { readonly all: number; readonly waited: number } = {
  all: recorded.cases.filter((c) => c.knobs.compute > 0).length,
  waited: recorded.cases.filter((c) => c.knobs.compute > 0 && c.waited).length,
};
