/**
 * How this program was called, so that what it tells one to type works.
 *
 * @module
 */

import process from "node:process";
import { runtime } from "../net/platform.ts";

/**
 * What to write before a command: `npm start --`, `npx deno task start`, `eoflab`.
 *
 * @param task on Deno the task of deno.json that has the permissions for it
 */
export function invocation(task: "start" | "workshop" = "start"): string {
  if (runtime().name === "Deno") return `npx deno task ${task}`;
  return process.env.npm_lifecycle_event === "start" ? "npm start --" : "eoflab";
}
