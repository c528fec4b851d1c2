/**
 * What Go's own server makes of each request of lab 26, as it was recorded (go.json).
 *
 * @module
 */

import recorded from "./go.json" with { type: "json" };
import type { Seen } from "./seen.ts";

/** Which Go it was. */
export const version: string = recorded.go;

/** What it saw in one of the requests; `undefined` if that one is not recorded. */
export function inGo(request: string): Seen | undefined {
  const cases = recorded.cases as unknown as readonly (Seen & { knobs: { request: string } })[];
  return cases.find(({ knobs }) => knobs.request === request);
}
