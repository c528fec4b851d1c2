/**
 * Files as a .tar.gz.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
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
    const parts: Uint8Array[] = [];
    for await (const part of create({ gzip: true, portable: true, mtime: changed, cwd: base }, paths)) {
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
