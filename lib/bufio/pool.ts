/**
 * Memory for buffers that come and go with each request: net/http keeps pools for the same two sizes
 * (server.go bufioReaderPool, bufioWriter2kPool, bufioWriter4kPool).
 *
 * @module
 */

/** How many buffers of a size are kept for later; what is given back beyond that is the garbage collector's. */
const kept = 64;

/** The sizes that net/http asks for, in bytes; any other is made anew each time. */
const shelves: ReadonlyMap<number, Uint8Array[]> = new Map([
  [2048, []],
  [4096, []],
]);

/** A buffer of exactly `size` bytes; its content is arbitrary. */
export function takeBuffer(size: number): Uint8Array {
  return shelves.get(size)?.pop() ?? new Uint8Array(size);
}

/** Gives back what `takeBuffer` gave, once nobody reads or writes it any more. */
export function giveBuffer(buffer: Uint8Array): void {
  const shelf = shelves.get(buffer.length);
  if (shelf !== undefined && shelf.length < kept) shelf.push(buffer);
}
