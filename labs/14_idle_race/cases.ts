/**
 * Lab 14 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { logged, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { attempts, dialled, endedFirst, sent } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "idle-race";

/** The knobs of a case; the lab's own. */
export interface IdleRaceKnobs {
  /** In ms. */
  readonly idleTimeout: number;
  readonly clientIdleTimeout: number;
  readonly pause: number;
  readonly race: string;
  readonly method: string;
  readonly key: boolean;
}

/** What is compared. */
export interface IdleRaceOutcome {
  /** What the program got for its second request. */
  readonly client: { readonly status: number | null; readonly bytes: number; readonly error: string | null };
  /** Each time that the second request got a connection: whether that had been used before. */
  readonly attempts: readonly boolean[];
  /** How often the second request was written. */
  readonly sent: number;
  readonly dialled: number;
  /** Which requests the handler was called for. */
  readonly served: readonly string[];
  /** Who ended the first connection before the second request was made. */
  readonly endedFirst: "server" | "client" | null;
  readonly log: readonly string[];
}

const methods = ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH", "POST"] as const;

/** The server's patience is the shorter one; the client's; and the next request comes before either is over. */
const times = [
  { idleTimeout: 40, clientIdleTimeout: 90_000, pause: 40, race: "request-first" },
  { idleTimeout: 40, clientIdleTimeout: 90_000, pause: 40, race: "fin-first" },
  { idleTimeout: 90_000, clientIdleTimeout: 40, pause: 80, race: "fin-first" },
  { idleTimeout: 10_000, clientIdleTimeout: 90_000, pause: 5, race: "request-first" },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every order with every method, with the key and without it. */
export function cases(): IdleRaceKnobs[] {
  return times.flatMap((time) =>
    methods.flatMap((method) => [false, true].map((key) => ({ ...time, method, key }))),
  );
}

/** What came of the second request. */
export function outcome(recording: Recording): IdleRaceOutcome {
  return {
    client: outcomeOf(recording).client,
    attempts: attempts(recording).map(({ reused }) => reused),
    sent: sent(recording).length,
    dialled: dialled(recording),
    served: recording.all("handler.start").map(({ method, target }) => `${method} ${target}`),
    endedFirst: endedFirst(recording),
    log: logged(recording),
  };
}
