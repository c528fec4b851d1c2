/**
 * What every server of the bench answers: the same bytes for the same path.
 *
 * @module
 */

/** The small answer. */
export const small: Uint8Array<ArrayBuffer> = new TextEncoder().encode("Hello, World!\n");
/** The large one: 100 KB. */
export const large: Uint8Array<ArrayBuffer> = new Uint8Array(100 << 10).fill(0x78);
/** One piece of the streamed answer, and how many there are. */
export const piece: Uint8Array<ArrayBuffer> = new TextEncoder().encode("0123456789abcde\n");
export const pieces = 1000;

/** Tells the bench where the server listens. */
export function ready(port: number): void {
  console.log(`port ${port}`);
}
