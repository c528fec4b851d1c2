/**
 * How this program was called, so that what it tells one to type works.
 *
 * @module
 */

import process from "node:process";
import { runtime } from "../net/platform.ts";

/** What to write before a command: `npm start --`, `npx deno task start`, `eoflab`. */
export function invocation(): string {
  if (runtime().name === "Deno") return "npx deno task start";
  return process.env.npm_lifecycle_event === "start" ? "npm start --" : "eoflab";
}
