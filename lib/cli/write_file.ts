/**
 * Writing a file that somebody named.
 *
 * @module
 */

import { rm, stat, writeFile } from "node:fs/promises";
import { EoflabError } from "../errors.ts";
import { UsageError } from "./exit.ts";

/**
 * Writes a text to a file. One that is there already is left as it is, unless `force` is set.
 *
 * @throws UsageError when it is there, or cannot be written; EoflabError NOT_PERMITTED when Deno may not write it
 */
export function writeText(file: string, text: string, force: boolean): Promise<void> {
  return write(file, text, force);
}

/** The same with bytes. */
export function writeBytes(file: string, bytes: Uint8Array, force: boolean): Promise<void> {
  return write(file, bytes, force);
}

/**
 * Looks whether a file can be written later, before something is done that takes long.
 *
 * @throws as writeText
 */
export async function checkFree(file: string, force: boolean): Promise<void> {
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  if (there && force) return;
  await write(file, "", false);
  await rm(file);
}

async function write(file: string, content: string | Uint8Array, force: boolean): Promise<void> {
  try {
    await writeFile(file, content, { flag: force ? "w" : "wx" });
  } catch (err) {
    const { code, name, message } = err as { code?: string; name?: string; message?: string };
    if (name === "NotCapable") {
      throw new EoflabError("NOT_PERMITTED", `Deno may not write ${file}: add --allow-write=${file}`);
    }
    if (code === "EEXIST") throw new UsageError(`${file}: is there already; --force writes over it`);
    if (code === "ENOENT") throw new UsageError(`${file}: there is no such folder`);
    if (code === "EISDIR") throw new UsageError(`${file}: this is a folder, want a file`);
    throw new UsageError(`${file}: cannot be written: ${message}`);
  }
}
