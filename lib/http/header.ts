/**
 * A header: names and their values (RFC 9110 §5, Go's http.Header).
 *
 * Names are kept in their canonical form, `Content-Type`; each may have several values. What is sent is sorted by
 * name, as Go's WriteSubset does it.
 *
 * @module
 */

/** What every header begins with. Nobody changes it. */
const none = new Map<string, string[]>();
const noValues: readonly string[] = [];

/** A header. It is kept in a Map, so that a peer's `__proto__` is a name like any other. */
export class Header implements Iterable<readonly [name: string, values: readonly string[]]> {
  /** The values of each name, the names being canonical; made by the first, changes by set, add and delete. */
  #fields: Map<string, string[]> = none;
  /** A bit for each length that a name may have here: most names that are asked for are not there, and need no looking up. */
  #lengths = 0;
  /** Whether the fields are `none`, or a clone's too, so that the next change must copy them; set by clone. */
  #shared = true;

  /** @param init names, each with its value or values; what is the same name in another case is added to */
  constructor(init?: Readonly<Record<string, string | readonly string[]>>) {
    if (init === undefined) return;
    for (const [name, value] of Object.entries(init)) {
      for (const v of typeof value === "string" ? [value] : value) this.add(name, v);
    }
  }

  /** The first value, `""` if there is none. */
  get(name: string): string {
    return this.#valuesOf(name)?.[0] ?? "";
  }

  /** Whether there is a value, be it an empty one. */
  has(name: string): boolean {
    return this.#valuesOf(name) !== undefined;
  }

  /** All values, in the order in which they were added. */
  values(name: string): readonly string[] {
    return this.#valuesOf(name) ?? noValues;
  }

  /** Puts a value in the place of all others of its name. */
  set(name: string, value: string): void {
    this.#own(name).set(canonicalHeaderKey(name), [value]);
  }

  /** Adds a value behind those of its name. */
  add(name: string, value: string): void {
    const key = canonicalHeaderKey(name);
    const fields = this.#own(name);
    const values = fields.get(key);
    if (values === undefined) fields.set(key, [value]);
    else values.push(value);
  }

  /** Lists a name that has no value yet, as the Trailer field does. `has` finds it, `get` does not. */
  declare(name: string): void {
    const key = canonicalHeaderKey(name);
    if (!this.#fields.has(key)) this.#own(name).set(key, []);
  }

  /** Removes all values of a name. */
  delete(name: string): void {
    if (this.has(name)) this.#own(name).delete(canonicalHeaderKey(name));
  }

  /** A copy that later changes do not reach. */
  clone(): Header {
    const copy = new Header();
    copy.#fields = this.#fields;
    copy.#lengths = this.#lengths;
    this.#shared = true;
    return copy;
  }

  /** Names that are asked for are mostly canonical: so the fields are asked first. */
  #valuesOf(name: string): readonly string[] | undefined {
    if ((this.#lengths & lengthBit(name)) === 0) return;
    const values = this.#fields.get(name);
    if (values !== undefined) return values;
    const key = canonicalHeaderKey(name);
    return key === name ? undefined : this.#fields.get(key);
  }

  /** The fields, to be changed at a name: nobody else has them. */
  #own(name: string): Map<string, string[]> {
    this.#lengths |= lengthBit(name);
    if (this.#shared) {
      const own = new Map<string, string[]>();
      for (const [name, values] of this.#fields) own.set(name, [...values]);
      this.#fields = own;
      this.#shared = false;
    }
    return this.#fields;
  }

  /** How many names there are. */
  get size(): number {
    return this.#fields.size;
  }

  /** The canonical names with their values, in the order in which the names were first added. */
  [Symbol.iterator](): Iterator<readonly [string, readonly string[]]> {
    return this.#fields.entries();
  }

  /**
   * The header as it is sent, without the empty line at its end: sorted by name (see {@link formatFields}).
   *
   * @param exclude canonical names that are left out
   */
  format(exclude?: ReadonlySet<string>): string {
    return formatFields(this.#fields, exclude);
  }
}

/**
 * Fields as they are sent: sorted by name, with a line for each value. A name that is no token is left out, and an end of
 * line in a value becomes a blank: nobody gets a field in that way which is not theirs (Go's WriteSubset).
 *
 * @param exclude names that are left out
 */
export function formatFields(
  fields: ReadonlyMap<string, readonly string[]>,
  exclude?: ReadonlySet<string>,
): string {
  const names = [...fields.keys()];
  if (names.length > 1) names.sort();
  let text = "";
  for (const name of names) {
    if (exclude?.has(name) || !validHeaderFieldName(name)) continue;
    for (const value of fields.get(name) ?? noValues)
      text += `${name}: ${trimBlanks(withoutLineEnds(value))}\r\n`;
  }
  return text;
}

function lengthBit(name: string): number {
  return 1 << (name.length & 31);
}

function withoutLineEnds(value: string): string {
  return value.includes("\n") || value.includes("\r") ? value.replace(/[\r\n]/g, " ") : value;
}

/** 1 for each character that a token may have (RFC 9110 §5.6.2). */
const tokenCodes = new Uint8Array(0x80);
for (const c of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenCodes[c.charCodeAt(0)] = 1;
}

/** Whether a text is a token. No regular expression: this is asked for each field that comes and goes. */
function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (tokenCodes[text.charCodeAt(i)] !== 1) return false;
  return text !== "";
}

/**
 * Names that come with nearly each message, in both of the spellings that are sent. The table is fixed (as Go's
 * commonHeader is): one that learned would keep what peers send.
 */
const common: ReadonlyMap<string, string> = new Map(
  [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "Expect",
    "Host",
    "Keep-Alive",
    "Location",
    "Origin",
    "Pragma",
    "Referer",
    "Server",
    "Set-Cookie",
    "Te",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
  ].flatMap((name) => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
);

/**
 * The canonical form of a name: `Content-Type` for `content-type`. What is no token stays as it is
 * (Go's CanonicalHeaderKey).
 */
export function canonicalHeaderKey(name: string): string {
  const known = common.get(name);
  if (known !== undefined) return known;
  if (isCanonical(name) || !isToken(name)) return name;
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Whether each letter has its case already. */
function isCanonical(name: string): boolean {
  let begins = true;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (begins ? c >= 0x61 && c <= 0x7a : c >= 0x41 && c <= 0x5a) return false;
    begins = c === 0x2d;
  }
  return true;
}

/** Whether a field may have this name: a token (RFC 9110 §5.1, Go's httpguts.ValidHeaderFieldName). */
export function validHeaderFieldName(name: string): boolean {
  return common.has(name) || isToken(name);
}

/**
 * Whether a field may have this value: no control character but the tab (RFC 9110 §5.5, Go's
 * httpguts.ValidHeaderFieldValue).
 */
export function validHeaderFieldValue(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if ((c < 0x20 && c !== 0x09) || c === 0x7f) return false;
  }
  return true;
}

/**
 * Without the blanks, tabs and ends of line around it (Go's textproto.TrimString). No regular expression: one for
 * the end takes quadratic time for a peer's long run of blanks.
 */
export function trimBlanks(text: string): string {
  return trim(text, isBlankOrLineEnd);
}

/** Without the blanks and tabs around it (RFC 9110 §5.6.3 OWS): an end of line is no such thing. */
export function trimOws(text: string): string {
  return trim(text, isOws);
}

function trim(text: string, isTrimmed: (code: number) => boolean): string {
  let from = 0;
  let to = text.length;
  while (from < to && isTrimmed(text.charCodeAt(from))) from++;
  while (from < to && isTrimmed(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** Whether a character is a blank or a tab (RFC 9110 §5.6.3). */
export function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isBlankOrLineEnd(code: number): boolean {
  return isOws(code) || code === 0x0a || code === 0x0d;
}
