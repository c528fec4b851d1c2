/**
 * What happened in a run of lab 09 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { size, taken, took, woke, wrote } from "./seen.ts";

export function why(rec: Recording): string[] {
  const result = rec.last("client.result");
  if (woke(rec) !== undefined)
    return [
      `The kernels of both ends took ${taken(rec)} bytes, on this machine, and no more: nobody read. So the write waited.`,
      `The write deadline woke it after ${seconds(took(rec))}: ${wrote(rec)?.error}. Without one it would have waited for the client, for ever if need be.`,
      `When the client read at last, it got what the kernel had, ${result?.bytes} of ${size(rec)} bytes, and then ${result?.error}.`,
    ];
  if (took(rec) > 0)
    return [
      `The write waited ${seconds(took(rec))} for the client, with the handler and all that it holds.`,
      "Then the client read, the kernel's buffers emptied, and the write went on.",
      `The client got all of its ${result?.bytes} bytes.`,
    ];
  return [
    `The kernels of both ends had room for all ${taken(rec)} bytes, header included: the write returned at once, and the handler was done.`,
    "That somebody reads them is not what a write reports.",
    `The client read ${seconds(Number(rec.header.knobs.reads))} later, and got its ${result?.bytes} bytes.`,
  ];
}
