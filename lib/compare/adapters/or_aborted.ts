/**
 * Waiting with a signal.
 *
 * @module
 */

/** @throws what the signal was aborted with, if that is first */
export function orAborted<T>(done: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return done;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    done.then(resolve, reject);
  });
}
