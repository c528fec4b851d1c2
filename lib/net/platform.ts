/**
 * The only switch between runtimes: which one this is, and which network it has.
 *
 * @module
 */

import { type Clock, systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import type { Network } from "./conn.ts";
import { DenoNetwork, hasDeno } from "./deno.ts";
import { runtime } from "./runtime.ts";

export { type Runtime, runtime } from "./runtime.ts";

/** A way to reach TCP: `node` is node:net, `deno` is Deno.listen and Deno.connect. */
export type TransportName = "node" | "deno";

/** The transports that this runtime has; the first is the one that `network` takes unless told otherwise. */
export function transports(): readonly TransportName[] {
  return hasDeno() ? ["deno", "node"] : ["node"];
}

/**
 * TCP on this runtime.
 *
 * @param options.clock the clock of the deadlines of every connection; the machine's unless set
 * @param options.transport by default `deno` on Deno and `node` elsewhere
 * @throws EoflabError NOT_SUPPORTED for `deno` elsewhere than on Deno
 */
export async function network(
  options: { clock?: Clock; transport?: TransportName | undefined } = {},
): Promise<Network> {
  const { clock = systemClock } = options;
  const transport = options.transport ?? (hasDeno() ? "deno" : "node");
  if (transport === "deno") {
    if (hasDeno()) return new DenoNetwork(clock);
    const { name } = runtime();
    throw new EoflabError(
      "NOT_SUPPORTED",
      `transport deno: this is ${name}, which has no Deno.listen; run it with deno, or use transport node`,
    );
  }
  // Loaded only when it is wanted: Deno starts faster without its node:net.
  const { NodeNetwork } = await import("./node.ts");
  return new NodeNetwork(clock);
}
