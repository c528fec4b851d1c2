/**
 * Which runtime this is.
 *
 * @module
 */

import { denoVersion } from "./deno.ts";

/** A runtime and its version, such as `20.20.2`. */
export interface Runtime {
  readonly name: "Node" | "Deno" | "Bun";
  readonly version: string;
}

/** The runtime that this runs on. Deno and Bun also pass for Node, so they are asked for first. */
export function runtime(): Runtime {
  const deno = denoVersion();
  if (deno !== null) return { name: "Deno", version: deno };
  const { Bun: bun, process: node } = globalThis as unknown as {
    Bun?: { version: string };
    process?: { versions: { node: string } };
  };
  if (bun !== undefined) return { name: "Bun", version: bun.version };
  return { name: "Node", version: node?.versions.node ?? "unknown" };
}
