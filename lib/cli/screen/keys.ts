/**
 * Keys, from the bytes that a terminal sends. A key may be several bytes, and they may come in any pieces.
 *
 * @module
 */

/**
 * A key: `right`, `left`, `up`, `down`, `pageup`, `pagedown`, `home`, `end`, `enter`, `escape`, `backspace`, `tab`,
 * `ctrl-c`, `eof` (Ctrl-D, or nobody is there any more), `resize` (no key: the size changed), or the character itself.
 */
export type Key = string;

const escapeByte = 0x1b;

/** Bytes that are keys by themselves. Other control characters are none. */
const controls: Readonly<Record<number, Key>> = {
  3: "ctrl-c",
  4: "eof",
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  127: "backspace",
};

/** Keys by the letter that ends `ESC [ …` or follows `ESC O`. What shift or control add in between is left out. */
const letters: Readonly<Record<string, Key>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  M: "enter",
};

/** Keys by the number of `ESC [ number ~`. */
const numbers: Readonly<Record<string, Key>> = {
  1: "home",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
};

/** What stands before and after a pasted text, once a terminal was asked for it. */
const pasteBegins = "200";
const pasteEnds = [escapeByte, 0x5b, 0x32, 0x30, 0x31, 0x7e];

/** A sequence that is longer is none. */
const longestSequence = 64;

/** What is at the beginning of the bytes: how many they are, and the key, if they are one. `null`: more bytes must come. */
type Found = { readonly length: number; readonly key?: Key; readonly paste?: true } | null;

/** Takes bytes as they come, and gives keys. A pasted text is no keys. */
export class KeyDecoder {
  /** Bytes that are not yet a key. */
  #bytes: number[] = [];
  /** Whether what comes is a pasted text; from its first mark to its second. */
  #pasting = false;

  /** The keys that are complete with these bytes. */
  push(bytes: Uint8Array): Key[] {
    for (const byte of bytes) this.#bytes.push(byte);
    const keys: Key[] = [];
    while (this.#bytes.length > 0) {
      if (this.#pasting && !this.#skipPaste()) break;
      const found = this.#bytes.length === 0 ? null : first(this.#bytes);
      if (found === null) break;
      this.#bytes.splice(0, found.length);
      if (found.paste) this.#pasting = true;
      if (found.key !== undefined) keys.push(found.key);
    }
    return keys;
  }

  /** Whether all that is there is the byte that the escape key sends, and others begin with. */
  get escapePending(): boolean {
    return !this.#pasting && this.#bytes.length === 1 && this.#bytes[0] === escapeByte;
  }

  /** Nothing came after it for a while: it was the escape key. */
  takeEscape(): Key[] {
    if (!this.escapePending) return [];
    this.#bytes = [];
    return ["escape"];
  }

  /** Drops the pasted text that is there, and says whether it is over. */
  #skipPaste(): boolean {
    const bytes = this.#bytes;
    for (let at = 0; at < bytes.length; at++) {
      const matches = pasteEnds.every((byte, i) => bytes[at + i] === undefined || bytes[at + i] === byte);
      if (!matches) continue;
      // What may be the beginning of its end is kept.
      const whole = at + pasteEnds.length <= bytes.length;
      bytes.splice(0, whole ? at + pasteEnds.length : at);
      this.#pasting = !whole;
      return whole;
    }
    this.#bytes = [];
    return false;
  }
}

function first(bytes: readonly number[]): Found {
  const [byte = 0] = bytes;
  if (byte === escapeByte) return escaped(bytes);
  if (byte < 0x20 || byte === 0x7f) {
    const key = controls[byte];
    return key === undefined ? { length: 1 } : { length: 1, key };
  }
  return character(bytes);
}

/** What begins with the escape byte. */
function escaped(bytes: readonly number[]): Found {
  const second = bytes[1];
  if (second === undefined) return null;
  if (second === 0x4f /* O */) {
    const letter = bytes[2];
    return letter === undefined ? null : sequence(3, letters[String.fromCharCode(letter)]);
  }
  if (second !== 0x5b /* [ */) return { length: 1, key: "escape" };
  // The function keys of the Linux console: ESC [ [ A.
  if (bytes[2] === 0x5b) return bytes[3] === undefined ? null : { length: 4 };
  for (let at = 2; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return ended(bytes.slice(2, at), byte);
    // A byte that no sequence has, or too many: they were none.
    if (byte < 0x20 || byte > 0x7e || at === longestSequence) return { length: at };
  }
  return null;
}

/** The sequence `ESC [ parameters final`. */
function ended(parameters: readonly number[], final: number): Found {
  const length = parameters.length + 3;
  const letter = String.fromCharCode(final);
  if (letter !== "~") return sequence(length, letters[letter]);
  const [number = ""] = String.fromCharCode(...parameters).split(";");
  if (number === pasteBegins) return { length, paste: true };
  return sequence(length, numbers[number]);
}

function sequence(length: number, key: Key | undefined): Found {
  return key === undefined ? { length } : { length, key };
}

/** A character in UTF-8; a byte that begins none is dropped. */
function character(bytes: readonly number[]): Found {
  const [byte = 0] = bytes;
  const length = byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
  if (length === 0) return { length: 1 };
  const own = bytes.slice(0, length);
  const wrong = own.findIndex((b, i) => i > 0 && (b & 0xc0) !== 0x80);
  if (wrong !== -1) return { length: wrong };
  if (own.length < length) return null;
  const key = new TextDecoder().decode(Uint8Array.from(own));
  return key.includes("\ufffd") ? { length } : { length, key };
}
