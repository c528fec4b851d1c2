/**
 * What a recording of lab 09 says of its one large write.
 *
 * @module
 */

import type { EventOf, Recording, TraceEvent } from "../../lib/mod.ts";

/** How much of something there is. */
export type Part = "all" | "some" | "none";

/** How much `n` of `size` bytes is, without a number that depends on the kernel. */
export function part(n: number, size: number): Part {
  if (n >= size) return "all";
  return n === 0 ? "none" : "some";
}

/** How large the answer's body is. */
export function size(rec: Recording): number {
  return Number(rec.header.knobs.size);
}

/** What the handler's write came to. */
export function wrote(rec: Recording): EventOf<"handler.wrote"> | undefined {
  return rec.first("handler.wrote");
}

/**
 * How many bytes of the answer the kernels took, its header with them. Of a write that its deadline ended that is what
 * arrives in the end: the write itself also counts what was under way.
 */
export function taken(rec: Recording): number {
  const arrived = rec.last("client.result")?.bytes ?? 0;
  if (woke(rec) !== undefined) return arrived + (rec.first("chunkWriter.header")?.bytes ?? 0);
  return rec.all("rwc.wrote").reduce((sum, { n }) => sum + n, 0);
}

/** How long the handler's write took, in ms. */
export function took(rec: Recording): number {
  return Math.round((wrote(rec)?.t ?? 0) - (rec.first("handler.write")?.t ?? 0));
}

/** The deadline that woke the write, if one did. */
export function woke(rec: Recording): EventOf<"deadline.pass"> | undefined {
  return rec.all("deadline.pass").find((e) => e.which === "write" && e.blocked);
}

/** The event by which one sees what became of the large write. */
export function firstSign(rec: Recording): TraceEvent | undefined {
  return woke(rec) ?? rec.all("rwc.wrote").at(-1);
}
