/**
 * The answers that a handler's author would otherwise write again and again (Go's http.Error, NotFound, Redirect).
 *
 * @module
 */

import { EoflabError, heard } from "../../errors.ts";
import { encodeText } from "../../utf8.ts";
import { statusText } from "../status.ts";
import { parseUrl } from "../url.ts";
import type { Request } from "./request.ts";
import type { ResponseWriter } from "./response_writer.ts";

/**
 * Answers with a status and a line of plain text (Go's http.Error). What was set for another answer and would be
 * wrong for this one, the Content-Length, is taken away. The handler should return then.
 *
 * @param message without a line end; it is added
 * @param code the status
 * @throws WriteError, if it is awaited
 */
export function error(w: ResponseWriter, message: string, code: number): Promise<void> {
  w.header.delete("Content-Length");
  w.header.set("Content-Type", "text/plain; charset=utf-8");
  w.header.set("X-Content-Type-Options", "nosniff");
  w.writeHeader(code);
  return write(w, `${message}\n`);
}

/**
 * Answers 404 (Go's http.NotFound).
 *
 * @throws WriteError, if it is awaited
 */
export function notFound(w: ResponseWriter, _r: Request): Promise<void> {
  return error(w, "404 page not found", 404);
}

/**
 * Answers with a Location (Go's http.Redirect), and for GET with a short page, unless a Content-Type was set.
 *
 * @param target a URL; a path without a leading `/` is relative to the request's
 * @param code from 300 to 399
 * @throws WriteError, if it is awaited
 */
export function redirect(w: ResponseWriter, r: Request, target: string, code: number): Promise<void> {
  const location = isAbsolute(target) ? target : resolve(r.url.escapedPath() || "/", target);
  const hasType = w.header.has("Content-Type");
  w.header.set("Location", escapeNonAscii(location));
  if (!hasType && (r.method === "GET" || r.method === "HEAD")) {
    w.header.set("Content-Type", "text/html; charset=utf-8");
  }
  w.writeHeader(code);
  if (hasType || r.method !== "GET") return Promise.resolve();
  return write(w, `<a href="${escapeHtml(location)}">${statusText(code)}</a>.\n\n`);
}

/** Writes a text as bytes, as fmt.Fprintln does: beyond 2048 bytes io.WriteString would be chunked otherwise. */
function write(w: ResponseWriter, text: string): Promise<void> {
  return heard(w.write(encodeText(text)).then(() => {}));
}

/** Whether a target names a host or a scheme; one that is no URL at all is left as it is, too. */
function isAbsolute(target: string): boolean {
  try {
    const { scheme, host } = parseUrl(target);
    return scheme !== "" || host !== "";
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return true;
  }
}

/** A relative target, from the path of the request. */
function resolve(from: string, target: string): string {
  const absolute = target.startsWith("/") ? target : from.slice(0, from.lastIndexOf("/") + 1) + target;
  const mark = absolute.indexOf("?");
  const path = mark === -1 ? absolute : absolute.slice(0, mark);
  const query = mark === -1 ? "" : absolute.slice(mark);
  const clean = cleanPath(path);
  const slash = path.endsWith("/") && !clean.endsWith("/") ? "/" : "";
  return clean + slash + query;
}

/** The shortest path that means the same: no `.`, `..` or `//` (Go's path.Clean). */
function cleanPath(path: string): string {
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const element of path.split("/")) {
    if (element === "" || element === ".") continue;
    if (element !== "..") kept.push(element);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!rooted) kept.push("..");
  }
  const clean = kept.join("/");
  return rooted ? `/${clean}` : clean || ".";
}

/** Encodes the bytes that are not ASCII: a header is ASCII for all that one knows (Go's hexEscapeNonASCII). */
function escapeNonAscii(text: string): string {
  let escaped = "";
  for (const byte of encodeText(text)) {
    escaped += byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16)}`;
  }
  return escaped;
}

const htmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
}
