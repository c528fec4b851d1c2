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

const [tab, blank] = [9, 32];

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
  for (let field = await readField(br); field !== ""; field = await readField(br)) addField(header, field);
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

function addField(header: Header, field: string): void {
  const colon = field.indexOf(":");
  const name = field.slice(0, colon);
  const value = field.slice(colon + 1);
  if (!(validHeaderFieldName(name) || fieldName.test(name)) || !validHeaderFieldValue(value)) {
    throw bad(`malformed MIME header line: ${quote(field)}`);
  }
  // Behind the value a blank may be left, of a fold that was empty.
  header.add(name, value.replace(/^[ \t]+/, ""));
}

/** What Go reads as a field's name: a token, but for blanks in it. */
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z ]+$/;

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
