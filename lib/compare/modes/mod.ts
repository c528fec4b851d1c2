/**
 * All failure modes, in the order of the phrasebook.
 *
 * @module
 */

import { ends } from "./ends.ts";
import { malformed } from "./malformed.ts";
import type { Mode } from "./mode.ts";
import { waits } from "./waits.ts";

export type { Mode } from "./mode.ts";

export const modes: readonly Mode[] = [...ends, ...waits, ...malformed];
