/**
 * Memory that the runtime holds while it sends or receives. Neither can be called off on any runtime, so a
 * caller whose deadline passed gets its own memory back, and the runtime goes on with ours.
 *
 * @module
 */

/**
 * The sizes that are lent, in bytes: most requests and answers; a bufio buffer of net/http; and the most that a runtime
 * is handed at once.
 */
const small = 512;
const medium = 4096;
const large = 65_536;
/**
 * How many of each size are kept for later, of the large ones fewer: five megabytes in all. What is given back beyond that
 * is the garbage collector's.
 */
const kept = 256;
const keptLarge = 64;

const smalls: Uint8Array[] = [];
const mediums: Uint8Array[] = [];
const larges: Uint8Array[] = [];

/** A bufio buffer of net/http, and the most that is kept for later, in bytes. */
export const bufioLoan: number = medium;
export const largestLoan: number = large;

/** Lends a buffer of at least `size` bytes; its content is arbitrary. One above `largestLoan` is made anew each time. */
export function lend(size: number): Uint8Array {
  if (size > large) return new Uint8Array(size);
  if (size <= small) return smalls.pop() ?? new Uint8Array(small);
  if (size <= medium) return mediums.pop() ?? new Uint8Array(medium);
  return larges.pop() ?? new Uint8Array(large);
}

/** Gives back what `lend` gave, once nobody reads or writes it any more. */
export function giveBack(buffer: Uint8Array): void {
  if (buffer.length > large) return;
  const shelf = buffer.length === small ? smalls : buffer.length === medium ? mediums : larges;
  if (shelf.length < (shelf === larges ? keptLarge : kept)) shelf.push(buffer);
}
