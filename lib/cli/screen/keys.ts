/**
 * Keys, from the bytes that a terminal sends for them.
 *
 * @module
 */

/**
 * The name of a key: `right`, `left`, `up`, `down`, `pageup`, `pagedown`, `home`, `end`, `enter`, `escape`,
 * `backspace`, `tab`, `ctrl-c`, or the character itself. What is none of these has no name and is passed over.
 * `resize` says that the screen has another size now, `eof` that there will be no more keys.
 */
export type Key = string;

/** What follows ESC [ or ESC O. */
const sequences: Readonly<Record<string, Key>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  "1~": "home",
  "4~": "end",
  "5~": "pageup",
  "6~": "pagedown",
  "7~": "home",
  "8~": "end",
};

const controls: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\x7f": "backspace",
  "\x03": "ctrl-c",
  "\x04": "eof",
};

const esc = "\x1b";

/** Makes keys of bytes, however they are cut. */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder();
  /** What may be the beginning of a key; grows in `take`, and goes with the key. */
  #rest = "";

  /** Whether something is left that may be a key of its own: ESC, which begins others. */
  get isWaiting(): boolean {
    return this.#rest !== "";
  }

  /** The keys that are complete with these bytes. */
  take(bytes: Uint8Array): Key[] {
    this.#rest += this.#utf8.decode(bytes, { stream: true });
    const keys: Key[] = [];
    for (let n = this.#first(keys); n > 0; n = this.#first(keys)) this.#rest = this.#rest.slice(n);
    return keys;
  }

  /** When nothing follows for a while: what is left is the Escape key, and whatever was typed after it. */
  flush(): Key[] {
    const keys = this.#rest.startsWith(esc) ? ["escape"] : [];
    this.#rest = "";
    return keys;
  }

  /** Finds the first key; how many characters it has, 0 if it is not complete. */
  #first(keys: Key[]): number {
    const [first = ""] = this.#rest;
    if (first === "") return 0;
    if (first === esc) return this.#sequence(keys);
    const key = controls[first] ?? (first >= " " ? first : undefined);
    if (key !== undefined) keys.push(key);
    return first.length;
  }

  /** ESC [ parameters final, or ESC O final (ECMA-48 §5.4). */
  #sequence(keys: Key[]): number {
    if (this.#rest.length === 1) return 0;
    if (this.#rest[1] !== "[" && this.#rest[1] !== "O") {
      keys.push("escape");
      return 1;
    }
    let end = 2;
    while (end < this.#rest.length && !/[@-~]/.test(this.#rest[end] ?? "")) end++;
    if (end === this.#rest.length) return 0;
    const key = sequences[this.#rest.slice(2, end + 1)];
    if (key !== undefined) keys.push(key);
    return end + 1;
  }
}
