/**
 * The fields of a message, from bytes (RFC 9112 §5, Go's textproto (*Reader).ReadMIMEHeader). No sockets here.
 * Requests, answers and trailers have the same form.
 *
 * The grammar is the one that Go accepts, not the one that the RFC asks for:
 *  - a line may end with LF alone; a CR within it is a control character, and no value may have one
 *  - a line that begins with a blank goes on with the field before it (obs-fold, RFC 9112 §5.2), and is joined to it
 *    by one blank. So a field is whole only when the first byte of the next line is there
 *  - a name may have blanks in it here. Who reads a request refuses it later (Go issue 34540), so that nothing
 *    like `Content-Length : 5` is taken for a field by one and not by another
 *
 * Bytes above 0x7F are kept as lib/utf8.ts keeps them.
 *
 * @module
 */

import type { Reader } from "../bufio/mod.ts";
import { concatBytes } from "../bytes.ts";
import { EoflabError, is, unexpectedEof } from "../errors.ts";
import { quote } from "../quote.ts";
import { decodeText } from "../utf8.ts";
import { Header, trimOws, validHeaderFieldName, validHeaderFieldValue } from "./header.ts";

/** How much is quoted of a first line that begins with a blank, in bytes (Go's errorLimit). */
const errorLimit = 80;

const [tab, lf, cr, blank] = [9, 10, 13, 32];

/** The first lines of a message, up to the empty one, when all of them are in the buffer: most heads come whole. */
export interface BufferedHead {
  /** Without their ends, and without the empty line. */
  readonly lines: readonly string[];
  /** How many bytes they have, with the empty line: to be discarded by who takes them. */
  readonly bytes: number;
}

/** The head that is in the buffer; `null` if it has not come whole, or must be looked at line by line. */
export function bufferedHead(br: Reader): BufferedHead | null {
  const buffered = br.peekBuffered();
  const bytes = headLength(buffered);
  if (bytes === -1) return null;
  const text = decodeText(bytes === buffered.length ? buffered : buffered.subarray(0, bytes));
  const lines: string[] = [];
  for (let from = 0, lineEnd = text.indexOf("\n"); ; lineEnd = text.indexOf("\n", from)) {
    const to = text.charCodeAt(lineEnd - 1) === cr ? lineEnd - 1 : lineEnd;
    if (to <= from) return { lines, bytes };
    lines.push(text.slice(from, to));
    from = lineEnd + 1;
  }
}

/** How many bytes there are up to the first empty line and with it; -1 if there is none, or it is the first. */
function headLength(bytes: Uint8Array): number {
  if (bytes[0] === lf || bytes[0] === cr) return -1;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== lf) continue;
    if (bytes[i + 1] === lf) return i + 2;
    if (bytes[i + 1] === cr && bytes[i + 2] === lf) return i + 3;
  }
  return -1;
}

/**
 * The fields of lines that are one field each, with a name that is a token.
 *
 * @param from which line is the first
 * @returns `null` if there is another one, which `readHeader` joins to the one before it, takes or refuses
 */
export function plainFields(lines: readonly string[], from: number): Header | null {
  const header = new Header();
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (isBlank(line.charCodeAt(0)) || !addField(header, trimOws(line), validHeaderFieldName)) return null;
  }
  return header;
}

/**
 * Reads the fields up to the empty line.
 *
 * @throws EoflabError BAD_HEADER when a line is no field, with Go's words; UNEXPECTED_EOF; what the reader throws
 */
export async function readHeader(br: Reader): Promise<Header> {
  const header = new Header();
  if (await beginsBlank(br)) {
    const line = (await readLine(br, errorLimit)) ?? "";
    throw bad(`malformed MIME header initial line: ${quote(line)}`);
  }
  for (let field = await readField(br); field !== ""; field = await readField(br)) {
    if (!addField(header, field, mayBeName)) throw bad(`malformed MIME header line: ${quote(field)}`);
  }
  return header;
}

/** Reads a field with the lines that it was folded into; `""` for the empty line. */
async function readField(br: Reader): Promise<string> {
  const line = await readLine(br);
  if (line === null) throw unexpectedEof();
  if (line === "") return "";
  if (!line.includes(":")) throw bad(`malformed MIME header: missing colon: ${quote(line)}`);
  let field = trimOws(line);
  while (mayGoOn(br) && (await skipBlanks(br))) {
    const more = await restOfFold(br);
    if (more === null) return `${field} `;
    field += ` ${trimOws(more)}`;
  }
  return field;
}

/** Whether the next line may belong to the field: not if its first byte is there already, and is no blank. */
function mayGoOn(br: Reader): boolean {
  const [next] = br.peekBuffered();
  return next === undefined || isBlank(next);
}

/** Whether the next byte is a blank. How the stream ended, if it did, the next call asks again, as Go's does. */
async function beginsBlank(br: Reader): Promise<boolean> {
  try {
    return isBlank((await br.peek(1))[0]);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return false;
  }
}

/** Passes over blanks and tabs. Whether there were any; how the stream ended, if it did, the next call tells. */
async function skipBlanks(br: Reader): Promise<boolean> {
  let any = false;
  while (await beginsBlank(br)) {
    await br.discard(1);
    any = true;
  }
  return any;
}

/** The rest of a folded line; `null` if the stream ended, which the next call tells. */
async function restOfFold(br: Reader): Promise<string | null> {
  try {
    return await readLine(br);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return null;
  }
}

/** @returns whether it is one, with a name that is taken */
function addField(header: Header, field: string, isName: (name: string) => boolean): boolean {
  const colon = field.indexOf(":");
  if (colon === -1) return false;
  const name = field.slice(0, colon);
  let from = colon + 1;
  while (isBlank(field.charCodeAt(from))) from++;
  // Behind the value a blank may be left, of a fold that was empty.
  const value = field.slice(from);
  if (!isName(name) || !validHeaderFieldValue(value)) return false;
  header.add(name, value);
  return true;
}

/** Whether Go reads it as a field's name: a token, but for blanks in it. */
function mayBeName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z ]+$/.test(name);
}

/**
 * Reads a line without its end (Go's textproto (*Reader).ReadLine).
 *
 * @param limit how many bytes it may have; any number, unless given
 * @returns `null` at EOF, also when a line longer than the buffer was begun
 * @throws EoflabError BAD_HEADER when it is longer than the limit; what the reader throws
 */
export async function readLine(br: Reader, limit: number = Number.POSITIVE_INFINITY): Promise<string | null> {
  let part = await br.readLine();
  if (part === null) return null;
  if (!part.isPrefix && part.line.length <= limit) return decodeText(part.line);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    parts.push(part.line.slice());
    length += part.line.length;
    if (length > limit) throw bad("message too large");
    if (!part.isPrefix) return decodeText(concatBytes(parts));
    part = await br.readLine();
    if (part === null) return null;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === blank || byte === tab;
}

function bad(message: string): EoflabError {
  return new EoflabError("BAD_HEADER", message);
}

/** Whether an error says that what was read is no message, and not that reading failed. */
export function isMalformed(err: unknown): boolean {
  return is(err, "BAD_HEADER") || is(err, "UNEXPECTED_EOF");
}
