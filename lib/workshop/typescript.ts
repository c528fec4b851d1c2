/**
 * TypeScript without its types: each is blanked out, so that every line and column stays where it is. It is done as
 * Node does it from 22.18 on, so whatever runs here runs there.
 *
 * @module
 */

import { createRequire } from "node:module";
import type { Place } from "./protocol.ts";

/** What the stripper throws. */
interface Refused {
  readonly code: string;
  readonly message: string;
  readonly startLine: number;
  /** From 0. */
  readonly startColumn: number;
}

type Strip = (
  source: string,
  options: { mode: "strip-only"; module: true; filename: string },
) => { code: string };

let strip: Strip | undefined;

/** What is wrong with a source, and where. */
export class SyntaxProblem extends Error {
  override readonly name = "SyntaxProblem";
  readonly where: Place;

  constructor(message: string, where: Place) {
    super(message);
    this.where = where;
  }
}

/**
 * Takes the types out of a source.
 *
 * @param file what it is called in messages
 * @throws SyntaxProblem when it is no TypeScript, or has more of it than types (an enum, a namespace)
 */
export function withoutTypes(source: string, file: string): string {
  // Loaded when it is wanted: it takes 0.1 s, and most commands do without.
  strip ??= createRequire(import.meta.url)("@swc/wasm-typescript").transformSync as Strip;
  try {
    return strip(source, { mode: "strip-only", module: true, filename: file }).code;
  } catch (err) {
    const { code, message, startLine, startColumn } = err as Refused;
    if (code === undefined) throw err;
    const what =
      code === "UnsupportedSyntax" ? message.replace("in strip-only mode", "here: want types only") : message;
    throw new SyntaxProblem(what, { line: startLine, column: startColumn + 1 });
  }
}
