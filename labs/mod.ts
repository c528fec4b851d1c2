/**
 * All labs, in the order of the catalogue.
 *
 * @module
 */

import type { Lab } from "../lib/lab/lab.ts";
import { silentEof } from "./01_silent_eof/lab.ts";

export const labs: readonly [Lab, ...Lab[]] = [silentEof];
