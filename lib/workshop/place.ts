/**
 * Where in the user's file something is wrong.
 *
 * @module
 */

import type { Place } from "./protocol.ts";

/**
 * The innermost place of an error's stack that is in a file.
 *
 * @param stack as V8 and JavaScriptCore write it
 * @param url the file's URL
 */
export function placeInStack(stack: string, url: string): Place | null {
  const path = decodeURI(new URL(url).pathname);
  for (const line of stack.split("\n")) {
    for (const name of [url, path]) {
      const at = line.indexOf(name);
      if (at === -1) continue;
      const found = /^:(\d+)(?::(\d+))?/.exec(line.slice(at + name.length));
      if (found !== null) return { line: Number(found[1]), column: Number(found[2] ?? 1) };
    }
  }
  return null;
}

/**
 * The place of the import that a message is about: no runtime says it in a way of its own.
 *
 * @param message names in quotes what was not found
 */
export function placeOfImport(message: string, source: string): Place | null {
  const lines = source.split("\n");
  for (const [, , name = ""] of message.matchAll(/(['"])([^'"\s]+)\1/g)) {
    for (const [i, line] of lines.entries()) {
      const at = /^\s*(import|export|[\w{},\s]*\}?\s*from)\b/.test(line) ? line.indexOf(name) : -1;
      if (at !== -1) return { line: i + 1, column: at + 1 };
    }
  }
  return null;
}
