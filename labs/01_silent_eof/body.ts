/**
 * The body of lab 01's answer. Its Go twin (labs/reference/silent_eof.go) makes the same bytes.
 *
 * @module
 */

/**
 * Makes a body.
 *
 * @param kind `text`: the letters a to z again and again; `random`: bytes from xorshift32
 * @param seed of the random bytes; 0 is taken for 1
 */
export function makeBody(kind: string, size: number, seed: number): Uint8Array {
  const body = new Uint8Array(size);
  if (kind === "text") {
    for (let i = 0; i < Math.min(size, 26); i++) body[i] = 97 + i;
    for (let done = 26; done < size; done *= 2) body.copyWithin(done, 0, done);
    return body;
  }
  let x = seed >>> 0 || 1;
  for (let i = 0; i < size; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    body[i] = x & 0xff;
  }
  return body;
}

/** Cuts a body into the pieces that are written one by one; an empty body is one empty piece. */
export function* pieces(body: Uint8Array, writeSize: number): Generator<Uint8Array> {
  const step = writeSize === 0 ? Math.max(body.length, 1) : writeSize;
  for (let at = 0; at === 0 || at < body.length; at += step) yield body.subarray(at, at + step);
}
