/**
 * Work on many things, so many at once.
 *
 * @module
 */

/**
 * Works on all, begun in their order.
 *
 * @returns what came of each, in their order
 * @throws what the first that failed did; those behind it are not begun
 */
export async function inParallel<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  const worker = async (): Promise<void> => {
    for (const [i, one] of queue) results[i] = await work(one);
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    // Whoever still works finds nothing more to begin.
    for (const _ of queue);
  }
  return results;
}
