/**
 * What every server of the bench answers: the same bytes for the same path.
 *
 * @module
 */

import process from "node:process";

/** The small answer. */
export const small: Uint8Array<ArrayBuffer> = new TextEncoder().encode("Hello, World!\n");
/** The large one: 100 KB. */
export const large: Uint8Array<ArrayBuffer> = new Uint8Array(100 << 10).fill(0x78);
/** One piece of the streamed answer, and how many there are. */
export const piece: Uint8Array<ArrayBuffer> = new TextEncoder().encode("0123456789abcde\n");
export const pieces = 1000;

/** What a body of any length is made of, and read into. */
export const block: Uint8Array<ArrayBuffer> = new Uint8Array(64 << 10).fill(0x78);

/** The length of the body that is asked for: that of `/download/1024` is 1024. */
export function lengthOf(target: string): number {
  return Number(target.slice("/download/".length));
}

/** Tells the bench where the server listens, and which process it is. */
export function ready(port: number): void {
  console.log(`port ${port}, process ${process.pid}`);
}
