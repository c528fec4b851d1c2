/**
 * Reading a file that somebody named.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { EoflabError } from "../errors.ts";
import { UsageError } from "./exit.ts";

/**
 * The text of a file.
 *
 * @throws UsageError when it cannot be read; EoflabError NOT_PERMITTED when Deno may not read it
 */
export async function readText(file: string): Promise<string> {
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
