/**
 * Memory for buffers that come and go with each request: net/http keeps pools for the same two sizes
 * (server.go bufioReaderPool, bufioWriter2kPool, bufioWriter4kPool).
 *
 * @module
 */

/**
 * How many of each size are kept for later: for hundreds of requests at once, as there are where each write waits, a
 * megabyte and a half. What is given back beyond that is the garbage collector's.
 */
const kept = 256;

/** For the two sizes that net/http asks for, in bytes; any other is made anew each time. */
const shelf2k: Uint8Array[] = [];
const shelf4k: Uint8Array[] = [];

function shelfOf(size: number): Uint8Array[] | null {
  if (size === 4096) return shelf4k;
  return size === 2048 ? shelf2k : null;
}

/** A buffer of exactly `size` bytes; its content is arbitrary. */
export function takeBuffer(size: number): Uint8Array {
  return shelfOf(size)?.pop() ?? new Uint8Array(size);
}

/** Gives back what `takeBuffer` gave, once nobody reads or writes it any more. */
export function giveBuffer(buffer: Uint8Array): void {
  const shelf = shelfOf(buffer.length);
  if (shelf !== null && shelf.length < kept) shelf.push(buffer);
}
