/**
 * The server without its trace, to be measured beside the one that has it: the same program, as it was built, but for every place
 * that reports to a trace, or asks whether there is one.
 *
 * @module
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import ts from "typescript";
import { dist } from "./paths.ts";

/** What is left of a program when its trace is taken out. */
export interface Untraced {
  readonly text: string;
  /** In how many places it was. */
  readonly places: number;
}

/** A trace, however it is reached: `trace`, `this.trace`, `this.#trace`, `res.trace`. */
const isTrace = /(^|[.#])trace$/;

/**
 * Takes the trace out of a program: a report is no statement any more, and there is no trace where one is asked for.
 *
 * @param text JavaScript
 */
export function withoutTrace(text: string): Untraced {
  let places = 0;
  const transform: ts.TransformerFactory<ts.SourceFile> = (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isExpressionStatement(node) && isReport(node.expression)) {
        places++;
        return factory.createEmptyStatement();
      }
      const there = asksForTrace(node);
      if (there !== null) {
        places++;
        return there ? factory.createTrue() : factory.createFalse();
      }
      return ts.visitEachChild(node, visit, context);
    };
    return (file) => ts.visitNode(file, visit) as ts.SourceFile;
  };
  const file = ts.createSourceFile("program.js", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const [changed] = ts.transform(file, [transform]).transformed;
  return { text: changed === undefined ? text : ts.createPrinter().printFile(changed), places };
}

/** `trace?.emit(…)`. */
function isReport(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name, questionDotToken } = node.expression;
  return questionDotToken !== undefined && name.text === "emit" && isTrace.test(expression.getText());
}

/** What `trace === null` or `trace !== null` comes to where there is no trace; `null` for anything else. */
function asksForTrace(node: ts.Node): boolean | null {
  if (!ts.isBinaryExpression(node) || node.right.kind !== ts.SyntaxKind.NullKeyword) return null;
  if (!isTrace.test(node.left.getText())) return null;
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return true;
  return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ? false : null;
}

/**
 * Makes a copy of eoflab's library that has no trace. It is removed when the bench ends.
 *
 * @returns the folder in which its `lib/` is, and in how many places the trace was
 */
export function buildUntraced(): { folder: string; places: number } {
  const copy = mkdtempSync(join(tmpdir(), "eoflab-untraced-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }\n');
  let places = 0;
  cpSync(join(dist, "lib"), join(copy, "lib"), { recursive: true });
  for (const part of ["net", "http", "bufio"]) {
    const folder = join(copy, "lib", part);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".js")) continue;
      const path = join(folder, name);
      const untraced = withoutTrace(readFileSync(path, "utf8"));
      if (untraced.places > 0) writeFileSync(path, untraced.text);
      places += untraced.places;
    }
  }
  return { folder: copy, places };
}
