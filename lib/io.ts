/**
 * The three interfaces that everything passes bytes through: Go's io.Reader, io.Writer and io.Closer,
 * with promises where Go blocks.
 *
 * @module
 */

/** Something that bytes can be read from (Go's io.Reader). */
export interface Reader {
  /**
   * Reads up to `p.length` bytes into `p`.
   *
   * @param p where the bytes go; it is the reader's until the promise settles
   * @returns how many bytes were read, at least 1 unless `p` is empty, or `null` at EOF
   */
  read(p: Uint8Array): Promise<number | null>;
}

/** Something that bytes can be written to (Go's io.Writer). */
export interface Writer {
  /**
   * Writes all of `p`.
   *
   * @param p the bytes; they are the writer's until the promise settles
   * @returns `p.length`
   * @throws WriteError with `bytesWritten`, how many bytes were taken before the error
   */
  write(p: Uint8Array): Promise<number>;
}

/** Something that can be closed (Go's io.Closer). */
export interface Closer {
  close(): void;
}
