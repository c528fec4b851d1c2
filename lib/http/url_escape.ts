/**
 * Percent-encoding (RFC 3986 §2.1), by Go's rules for each part of a URL (Go's net/url escape and unescape).
 *
 * What is encoded are bytes, so both ways lead through them; lib/utf8.ts says how text and bytes belong together.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { quote } from "../quote.ts";
import { decodeText, encodeText } from "../utf8.ts";

/** The part of a URL that a text stands in. */
export type UrlPart = "path" | "host" | "zone" | "userinfo" | "query" | "fragment";

const unreserved = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.~";

/** What stands for itself in each part, beside letters, digits and `-_.~`. A host is left alone as far as possible. */
const plain: Readonly<Record<UrlPart, Uint8Array>> = {
  path: codes("$&+,/:;=@"),
  host: codes("!$&'()*+,;=:[]<>\""),
  zone: codes("!$&'()*+,;=:[]<>\""),
  userinfo: codes("$&+,;="),
  query: codes(""),
  fragment: codes("!$&()*+,/:;=?@"),
};

/** A table with 1 for these characters, and for those that stand for themselves everywhere. */
function codes(extra: string): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of unreserved + extra) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Whether a byte must be encoded in that part. What is above ASCII must everywhere. */
export function mustEscape(byte: number, part: UrlPart): boolean {
  return plain[part][byte] !== 1;
}

/** Encodes what must be; in a query a blank becomes `+`. */
export function escapeUrl(text: string, part: UrlPart): string {
  if (isPlain(text, part)) return text;
  const bytes = encodeText(text);
  const escaped = new Uint8Array(3 * bytes.length);
  let n = 0;
  for (const byte of bytes) {
    if (!mustEscape(byte, part)) escaped[n++] = byte;
    else if (byte === 0x20 && part === "query") escaped[n++] = plus;
    else {
      escaped[n++] = percent;
      escaped[n++] = hexDigits.charCodeAt(byte >> 4);
      escaped[n++] = hexDigits.charCodeAt(byte & 15);
    }
  }
  return decodeText(escaped.subarray(0, n));
}

const [percent, plus] = [0x25, 0x2b];
const hexDigits = "0123456789ABCDEF";

function isPlain(text: string, part: UrlPart): boolean {
  for (let i = 0; i < text.length; i++) {
    if (mustEscape(text.charCodeAt(i), part)) return false;
  }
  return true;
}

/**
 * Decodes, and refuses what that part must not have.
 *
 * @throws EoflabError BAD_URL, with Go's words
 */
export function unescapeUrl(text: string, part: UrlPart): string {
  const isHost = part === "host" || part === "zone";
  if (!isHost && !text.includes("%")) return part === "query" ? text.replaceAll("+", " ") : text;
  const bytes = encodeText(text);
  let n = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] ?? 0;
    if (byte === percent) {
      byte = decodeOne(bytes, i, part);
      i += 2;
    } else if (byte === plus && part === "query") {
      byte = 0x20;
    } else if (isHost && byte < 0x80 && mustEscape(byte, part)) {
      throw badUrl(`invalid character ${quote(String.fromCharCode(byte))} in host name`);
    }
    bytes[n++] = byte;
  }
  return decodeText(bytes.subarray(0, n));
}

/** The byte that `%41` stands for. */
function decodeOne(bytes: Uint8Array, at: number, part: UrlPart): number {
  const [high, low] = [hexDigit(bytes[at + 1]), hexDigit(bytes[at + 2])];
  if (high === -1 || low === -1) throw escapeError(bytes, at);
  const byte = high * 16 + low;
  // A host may be encoded where it is not ASCII, and nowhere else; `%25` begins the zone of an IPv6 address.
  if (part === "host" && byte < 0x80 && byte !== percent) throw escapeError(bytes, at);
  if (part === "zone" && byte !== percent && byte !== 0x20 && mustEscape(byte, "host")) {
    throw escapeError(bytes, at);
  }
  return byte;
}

function escapeError(bytes: Uint8Array, at: number): EoflabError {
  return badUrl(`invalid URL escape ${quote(decodeText(bytes.subarray(at, at + 3)))}`);
}

/** A part of a URL is wrong; the message says what. */
export function badUrl(message: string): EoflabError {
  return new EoflabError("BAD_URL", message);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
