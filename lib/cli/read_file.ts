/**
 * Reading a file that somebody named, or standard input.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import process from "node:process";
import { EoflabError } from "../errors.ts";
import { UsageError } from "./exit.ts";

/** What stands for standard input after `-` has gone through yargs, which makes nothing of a lone `-`. */
export const standardInput = "standard input";

/**
 * The text of a file, or of standard input.
 *
 * @throws UsageError when it cannot be read; EoflabError NOT_PERMITTED when Deno may not read it
 */
export async function readText(file: string): Promise<string> {
  if (file === standardInput) return await readStdin();
  try {
    return await readFile(file, "utf8");
  } catch (err) {
    const { code, name, message } = err as { code?: string; name?: string; message?: string };
    if (name === "NotCapable") {
      throw new EoflabError("NOT_PERMITTED", `Deno may not read ${file}: add --allow-read=${file}`);
    }
    if (code === "ENOENT") throw new UsageError(`${file}: there is no such file`);
    if (code === "EISDIR") throw new UsageError(`${file}: this is a folder, want a file`);
    throw new UsageError(`${file}: cannot be read: ${message}`);
  }
}

async function readStdin(): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part);
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
}
