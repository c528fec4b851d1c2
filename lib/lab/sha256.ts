/**
 * SHA-256 (FIPS 180-4), at once. The one that all runtimes share, `crypto.subtle`, takes its time on another thread: what a
 * recording says next would then come before it or behind it, as luck has it.
 *
 * @module
 */

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 32 bits behind the point of a number's root. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;

/** What each round adds, and what the digest begins with (FIPS 180-4 §4.2.2, §5.3.3). */
const constants = Int32Array.from(primes(64), (p) => fraction(Math.cbrt(p)));
const initial = Int32Array.from(primes(8), (p) => fraction(Math.sqrt(p)));

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** The digest of some bytes, in hex. */
export function sha256Hex(bytes: Uint8Array): string {
  const padded = pad(bytes);
  const hash = initial.slice();
  for (let at = 0; at < padded.byteLength; at += 64) addBlock(hash, padded, at);
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The bytes, a bit, zeros, and their length in bits at the end of a block (§5.1.1). */
function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

/** The words of a block, made longer; of each block in turn. */
const w = new Int32Array(64);

/**
 * One block of 64 bytes (§6.2.2). An answer of some megabytes has tens of thousands: nothing is made for each of them, neither an
 * array nor an iterator, which took three quarters of the time.
 */
function addBlock(hash: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const before15 = word(w, i - 15);
    const before2 = word(w, i - 2);
    const s0 = rotate(before15, 7) ^ rotate(before15, 18) ^ (before15 >>> 3);
    const s1 = rotate(before2, 17) ^ rotate(before2, 19) ^ (before2 >>> 10);
    w[i] = word(w, i - 16) + s0 + word(w, i - 7) + s1;
  }
  let a = word(hash, 0);
  let b = word(hash, 1);
  let c = word(hash, 2);
  let d = word(hash, 3);
  let e = word(hash, 4);
  let f = word(hash, 5);
  let g = word(hash, 6);
  let h = word(hash, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(constants, i) + word(w, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  hash[0] = word(hash, 0) + a;
  hash[1] = word(hash, 1) + b;
  hash[2] = word(hash, 2) + c;
  hash[3] = word(hash, 3) + d;
  hash[4] = word(hash, 4) + e;
  hash[5] = word(hash, 5) + f;
  hash[6] = word(hash, 6) + g;
  hash[7] = word(hash, 7) + h;
}

function word(words: Int32Array, i: number): number {
  return words[i] ?? 0;
}
