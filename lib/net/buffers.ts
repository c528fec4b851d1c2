/**
 * Memory that the runtime holds while it sends or receives. Neither can be called off on any runtime, so a
 * caller whose deadline passed gets its own memory back, and the runtime goes on with ours.
 *
 * @module
 */

/** The two sizes that are lent: a bufio buffer of net/http, and the most that a runtime is handed at once. */
const small = 4096;
const large = 65_536;
/** What is not worth keeping. */
const tiny = 64;
/** How many of each size are kept for later; what is given back beyond that is the garbage collector's. */
const kept = 32;

const smalls: Uint8Array[] = [];
const larges: Uint8Array[] = [];

/** The most that `lend` gives, in bytes. */
export const largestLoan: number = large;

/**
 * Lends a buffer of at least `size` bytes, up to `largestLoan`; its content is arbitrary.
 *
 * A tiny one is made to measure: whoever waits for one byte on an idle connection holds no more than that.
 */
export function lend(size: number): Uint8Array {
  if (size <= tiny) return new Uint8Array(size);
  if (size <= small) return smalls.pop() ?? new Uint8Array(small);
  return larges.pop() ?? new Uint8Array(large);
}

/**
 * Gives back what `lend` gave, once nobody reads or writes it any more.
 *
 * @param buffer that, or a part of it
 */
export function giveBack(buffer: Uint8Array): void {
  const size = buffer.buffer.byteLength;
  const shelf = size === small ? smalls : size === large ? larges : null;
  if (shelf === null || shelf.length >= kept) return;
  shelf.push(buffer.length === size ? buffer : new Uint8Array(buffer.buffer, 0, size));
}
