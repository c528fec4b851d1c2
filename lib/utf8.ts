/**
 * Text as Go has it: bytes that are UTF-8 where they can be, and kept where they cannot.
 *
 * A peer may send any byte in a header, and what a handler echoes must be what came. So a byte that is not UTF-8
 * becomes a lone surrogate, U+DC80 to U+DCFF, which no valid text has, and turns into that byte again when it is
 * sent (Python calls it surrogateescape, PEP 383).
 *
 * @module
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The surrogate that stands for byte 0; bytes of UTF-8 are below 0x80, so that U+DC80 is the first in use. */
const escapeBase = 0xdc00;

/** The text that the bytes are. No two different arrays give the same text. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeMixed(bytes);
  }
}

/** The bytes of a text: of one that `decodeText` gave, the very same. Other lone surrogates become U+FFFD. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return hasEscape(text) ? encodeMixed(text) : encoder.encode(text);
}

/** Whether a text has bytes in it that are not UTF-8. */
export function hasEscape(text: string): boolean {
  return /[\udc80-\udcff]/u.test(text);
}

/**
 * Decodes sequence by sequence: valid ones as they are, the bytes of the others one at a time. By hand, as a peer may
 * send a megabyte of bytes that are not UTF-8, and a TextDecoder that throws for each of them would take seconds.
 */
function decodeMixed(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let n = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const code = length === 0 ? escapeBase + (bytes[at] ?? 0) : codePoint(bytes, at, length);
    if (code > 0xffff) units[n++] = 0xd7c0 + (code >> 10);
    units[n++] = code > 0xffff ? 0xdc00 + (code & 0x3ff) : code;
    at += length || 1;
  }
  let text = "";
  for (let at = 0; at < n; at += 4096) {
    text += String.fromCharCode(...units.subarray(at, Math.min(at + 4096, n)));
  }
  return text;
}

/** How many bytes the sequence of UTF-8 has that begins there; 0 if none does (RFC 3629 §4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  // Behind these no sequence that is too long, no surrogate, and nothing above U+10FFFF.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = 2; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** The character of a valid sequence. */
function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let code = bytes[at] ?? 0;
  if (length > 1) code &= 0x7f >> length;
  for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code;
}

function encodeMixed(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0;
    if (code < 0x80) bytes[n++] = code;
    else if (code >= 0xdc80 && code <= 0xdcff) bytes[n++] = code - escapeBase;
    else n += encoder.encodeInto(String.fromCodePoint(code), bytes.subarray(n, n + 4)).written;
    if (code > 0xffff) i++;
  }
  return bytes.slice(0, n);
}
