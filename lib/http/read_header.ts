/**
 * The fields of a message, from bytes (RFC 9112 §5, Go's textproto (*Reader).ReadMIMEHeader). No sockets here.
 * Requests, answers and trailers have the same form.
 *
 * The grammar is the one that Go accepts, not the one that the RFC asks for: a line may end with LF alone, a
 * field may be folded over several lines, and the values are trimmed.
 *
 * @module
 */

import type { Reader } from "../bufio/mod.ts";
import { EoflabError, unexpectedEof } from "../errors.ts";
import { Header, trimBlanks, validHeaderFieldName } from "./header.ts";

/**
 * Reads the fields up to the empty line.
 *
 * @throws EoflabError BAD_HEADER when a line is no field, with Go's words; UNEXPECTED_EOF; what the reader throws
 */
export async function readHeader(br: Reader): Promise<Header> {
  const header = new Header();
  let field: { name: string; value: string } | null = null;
  for (let line = await readLine(br); line !== ""; line = await readLine(br)) {
    if (line === null) throw unexpectedEof();
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (field === null) throw bad(`malformed MIME header initial line: ${JSON.stringify(line)}`);
      field.value += ` ${trimBlanks(line)}`;
      continue;
    }
    if (field !== null) header.add(field.name, trimBlanks(field.value));
    field = parseField(line);
  }
  if (field !== null) header.add(field.name, trimBlanks(field.value));
  return header;
}

function parseField(line: string): { name: string; value: string } {
  const colon = line.indexOf(":");
  if (colon === -1) throw bad(`malformed MIME header: missing colon: ${JSON.stringify(line)}`);
  const name = line.slice(0, colon);
  if (!validHeaderFieldName(name)) throw bad(`malformed MIME header line: ${line}`);
  return { name, value: line.slice(colon + 1) };
}

/** Reads a line without its end, each byte one character: headers are bytes, and none may be lost. `null` at EOF. */
export async function readLine(br: Reader): Promise<string | null> {
  let text = "";
  for (let part = await br.readLine(); part !== null; part = await br.readLine()) {
    for (const byte of part.line) text += String.fromCharCode(byte);
    if (!part.isPrefix) return text;
  }
  if (text !== "") throw unexpectedEof();
  return null;
}

function bad(message: string): EoflabError {
  return new EoflabError("BAD_HEADER", message);
}
