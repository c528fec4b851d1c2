/**
 * How this program was called, so that what it tells one to type works.
 *
 * @module
 */

import process from "node:process";
import { runtime } from "../net/platform.ts";
import { isCompiled, launcher } from "../workshop/sources.ts";

/**
 * What to write before a command: `npm start --`, `npx deno task start`, `npx eoflab`, `eoflab`.
 *
 * @param task on Deno the task of deno.json that has the permissions for it
 */
export function invocation(task: "start" | "workshop" = "start"): string {
  const isBundle = process.argv[1]?.endsWith(launcher) === true;
  if (runtime().name === "Deno") {
    if (isBundle) return `deno run -A ${launcher}`;
    return isCompiled ? "deno run -A npm:eoflab" : `npx deno task ${task}`;
  }
  if (isBundle) return `node ${launcher}`;
  return { start: "npm start --", npx: "npx eoflab" }[process.env.npm_lifecycle_event ?? ""] ?? "eoflab";
}
