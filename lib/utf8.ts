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

/** Decodes sequence by sequence: valid ones as they are, the bytes of the others one at a time. */
function decodeMixed(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = length === 0 ? null : decodeOne(bytes.subarray(at, at + length));
    if (character === null) {
      text += String.fromCharCode(escapeBase + (bytes[at] ?? 0));
      at++;
    } else {
      text += character;
      at += length;
    }
  }
  return text;
}

function decodeOne(sequence: Uint8Array): string | null {
  try {
    return strict.decode(sequence);
  } catch {
    return null;
  }
}

/** How many bytes a sequence of UTF-8 has, by its first one; 0 if none begins so. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function encodeMixed(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const unit = character.charCodeAt(0);
    if (character.length === 1 && unit >= 0xdc80 && unit <= 0xdcff) bytes[length++] = unit - escapeBase;
    else length += encoder.encodeInto(character, bytes.subarray(length)).written;
  }
  return bytes.slice(0, length);
}
