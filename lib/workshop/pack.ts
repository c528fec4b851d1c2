/**
 * Files as a .tar.gz.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EoflabError } from "../errors.ts";
import type { BundledFile } from "./bundle.ts";

/** When all files of an archive were changed last: so the same files make the same bytes. */
const changed = new Date("2000-01-01T00:00:00Z");

/**
 * Packs files.
 *
 * @param folder the folder of the archive that they are in
 */
export async function pack(folder: string, files: readonly BundledFile[]): Promise<Uint8Array> {
  const base = mkdtempSync(join(tmpdir(), "eoflab-bundle-"));
  try {
    const paths = files.map(({ path }) => `${folder}/${path}`);
    for (const [i, { bytes }] of files.entries()) {
      const file = join(base, paths[i] ?? "");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { mode: 0o644 });
    }
    const { create } = await tar();
    const parts: Uint8Array[] = [];
    for await (const part of create({ gzip: true, portable: true, mtime: changed, cwd: base }, paths)) {
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/**
 * Loaded when it is needed: on Deno it asks for variables of the environment that nobody else does.
 *
 * @throws EoflabError NOT_PERMITTED on Deno
 */
async function tar(): Promise<typeof import("tar")> {
  try {
    return await import("tar");
  } catch (err) {
    if ((err as Error).name !== "NotCapable") throw err;
    throw new EoflabError(
      "NOT_PERMITTED",
      `Deno may not pack it (${(err as Error).message}): take Node, or deno run -A`,
    );
  }
}
