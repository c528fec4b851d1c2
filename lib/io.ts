/**
 * The three interfaces that everything passes bytes through: Go's io.Reader, io.Writer and io.Closer,
 * with promises where Go blocks.
 *
 * @module
 */

/**
 * What may be there at once: the value, or a promise of it where one must wait. `await` takes both. Most of what a
 * server does needs no waiting, and a promise for each step of it would cost more than the steps.
 *
 * An error always comes as a promise that rejects.
 */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with what may be there at once: now, or when it is there. */
export function after<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Something that bytes can be read from (Go's io.Reader). */
export interface Reader {
  /**
   * Reads up to `p.length` bytes into `p`.
   *
   * @param p where the bytes go; it is the reader's until the result is there
   * @returns how many bytes were read, at least 1 unless `p` is empty, or `null` at EOF
   */
  read(p: Uint8Array): MaybePromise<number | null>;
}

/** Who waits for an operation: told once, by one of the two. */
export interface Waiter<T> {
  resolve(value: T): void;
  reject(err: unknown): void;
}

/** A reader that also reads for somebody who has no memory until there are bytes: who waits for long holds none. */
export interface LazyReader extends Reader {
  /**
   * Reads as `read` does, without a promise.
   *
   * @param waiter told how it ended, be it before this returns
   * @param memory gives where the bytes go; called once there are some, and not if there will be none
   */
  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array): void;
}

/** Something that bytes can be written to (Go's io.Writer). */
export interface Writer {
  /**
   * Writes all of `p`.
   *
   * @param p the bytes; they are the writer's until the result is there
   * @returns `p.length`
   * @throws WriteError with `bytesWritten`, how many bytes were taken before the error
   */
  write(p: Uint8Array): MaybePromise<number>;
}

/** Something that can be closed (Go's io.Closer). */
export interface Closer {
  close(): void;
}
