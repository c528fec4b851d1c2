/**
 * A cell of the comparison: what came of one lab with one server, or with one client.
 *
 * @module
 */

import type { Facts } from "./setting.ts";

/** How a scenario ended. */
export interface Ending {
  /** Why it did not come to its end; `null` if it did. */
  readonly error: { readonly code: string | null; readonly message: string } | null;
  /** What it waited for then. */
  readonly waitedFor: readonly string[];
  /** What the server did not tell, though the scenario asked for it. */
  readonly untold: readonly string[];
}

/** What came of it. */
export interface Cell {
  readonly lab: string;
  /** The server's, or the client's. */
  readonly target: string;
  /** `ran`; `impossible`: this server or client has no such thing; `absent`: it is not here; `failed`: nothing came of it. */
  readonly state: "ran" | "impossible" | "absent" | "failed";
  /** Why it did not run, or not to its end. */
  readonly reason: string | null;
  /** What the server does not tell, and the scenario did not wait for any longer. */
  readonly untold: readonly string[];
  /** Whether it failed because it did not end. */
  readonly isLate?: boolean;
  readonly facts: Facts | null;
  /** NDJSON; `null` where there is none, as for Go. */
  readonly recording: string | null;
}

/** What a cell is called in the pages, and where its recording is kept: a server and a client may have the same id. */
export function cellName(lab: string, what: "server" | "client", target: string): string {
  return what === "server" ? `${lab}/${target}` : `${lab}/client/${target}`;
}
