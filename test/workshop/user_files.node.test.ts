/** What the user has written is never lost. */

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { putFile, putSettings } from "../../lib/workshop/user_files.ts";

/** Runs something in a folder of its own. */
function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-files-"));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const read = (file: string): string => readFileSync(file, "utf8");

test("a new file is made, with its folder; one that is as it was given is left alone", async () => {
  inFolder((folder) => {
    const file = join(folder, "deep/er/mine.ts");
    assert.deepEqual(putFile(file, "given", false), { what: "new", backup: null });
    assert.deepEqual(putFile(file, "given", true), { what: "same", backup: null });
    assert.equal(read(file), "given");
  });
});

test("a changed file is left alone, and replaced only when that is asked for; each one that was is kept", async () => {
  inFolder((folder) => {
    const file = join(folder, "mine.ts");
    writeFileSync(file, "mine, first");
    assert.throws(() => putFile(file, "given", false), { code: "CHANGED" });
    assert.equal(read(file), "mine, first");
    const first = putFile(file, "given", true);
    writeFileSync(file, "mine, second");
    const second = putFile(file, "given", true);
    assert.equal(read(first.backup ?? ""), "mine, first");
    assert.equal(read(second.backup ?? ""), "mine, second");
    assert.equal(read(file), "given");
    assert.deepEqual(readdirSync(folder).sort(), ["mine.ts", "mine.ts.bak-1", "mine.ts.bak-2"]);
  });
});

test("where nothing can be written, that is said, and nothing is lost", async () => {
  inFolder((folder) => {
    const file = join(folder, "mine.ts");
    writeFileSync(file, "mine");
    assert.throws(() => putFile(join(file, "under.ts"), "given", true), {
      code: "INVALID_ARGUMENT",
      message: /cannot be written: a part of its path is a file/,
    });
    assert.throws(() => putFile(folder, "given", true), {
      code: "INVALID_ARGUMENT",
      message: /cannot be written: this is a folder/,
    });
    assert.equal(read(file), "mine");
    // A place for the text that replaces it is taken: as a disk that is full, it comes after the copy was made.
    assert.deepEqual(readdirSync(folder), ["mine.ts"]);
  });
});

test("the settings for editors are made once, and are the user's from then on", async () => {
  inFolder((folder) => {
    putSettings(folder);
    assert.deepEqual(readdirSync(folder).sort(), ["deno.json", "package.json", "tsconfig.json"]);
    writeFileSync(join(folder, "tsconfig.json"), "mine");
    putSettings(folder);
    assert.equal(read(join(folder, "tsconfig.json")), "mine");
  });
});
