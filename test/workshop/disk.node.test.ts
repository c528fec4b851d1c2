/** A disk that is full, and a folder that cannot be written. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { putFile } from "../../lib/workshop/user_files.ts";
import { eoflab } from "../fixtures/cli.ts";

/** A small disk of its own, where this user may make one. */
function onSmallDisk(use: (folder: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "eoflab-disk-"));
    try {
      const { status, stderr } = mount(["-t", "tmpfs", "-o", "size=64k", "eoflab", folder]);
      assert.equal(status, 0, String(stderr));
      try {
        await use(folder);
      } finally {
        spawnSync("umount", [folder]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

function mount(args: readonly string[]): { status: number | null; stderr: unknown } {
  return spawnSync("mount", args, { timeout: 10_000 });
}

/** Whether a disk can be made here. */
const skip = ((): string | false => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-mount-"));
  const { status } = mount(["-t", "tmpfs", "-o", "size=4k", "eoflab", folder]);
  if (status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return status === 0 ? false : "mount wants root";
})();

/** Writes until nothing more fits, and frees `left` bytes again. */
function fill(folder: string, left: number): void {
  const filler = join(folder, "filler");
  const fd = openSync(filler, "w");
  let size = 0;
  try {
    for (;;) size += writeSync(fd, new Uint8Array(4096));
  } catch (err) {
    assert.equal((err as { code?: string }).code, "ENOSPC");
  } finally {
    closeSync(fd);
  }
  writeFileSync(filler, new Uint8Array(Math.max(size - left, 0)));
}

const mine = "mine ".repeat(1000);
const given = "given ".repeat(1000);

for (const left of [0, 4096, 8192, 12_288]) {
  test(
    `a disk with room for ${left} bytes: what the user wrote is there, and no half of anything`,
    { skip },
    onSmallDisk((folder) => {
      const file = join(folder, "mine.ts");
      writeFileSync(file, mine);
      fill(folder, left);
      assert.throws(() => putFile(file, given, true), {
        code: "INVALID_ARGUMENT",
        message: /the disk is full/,
      });
      assert.equal(readFileSync(file, "utf8"), mine);
      const others = readdirSync(folder).filter((name) => name !== "filler" && name !== "mine.ts");
      for (const name of others) assert.equal(readFileSync(join(folder, name), "utf8"), mine, name);
      assert.throws(() => putFile(join(folder, "new.ts"), given.repeat(4), false), {
        message: /the disk is full/,
      });
      assert.ok(!readdirSync(folder).includes("new.ts"));
    }),
  );
}

test(
  "start, check and reset on a full disk and on a read-only one say so, and lose nothing",
  { skip },
  onSmallDisk(async (folder) => {
    const state = ["--state", join(folder, "progress.json"), "--dir", join(folder, "exercises")];
    assert.equal((await eoflab("Node", ["start", "silent-eof", ...state])).code, 0);
    const file = join(folder, "exercises/01_silent_eof.ts");
    const changed = `${readFileSync(file, "utf8")}// mine\n`;
    writeFileSync(file, changed);
    const progress = readFileSync(join(folder, "progress.json"), "utf8");
    fill(folder, 0);

    const reset = await eoflab("Node", ["reset", "silent-eof", ...state]);
    assert.equal(reset.code, 2, reset.stdout);
    assert.match(reset.stderr, /the disk is full/);
    const checked = await eoflab("Node", ["check", "silent-eof", ...state]);
    assert.equal(checked.code, 1, checked.stderr);
    assert.match(checked.stderr, /progress/);
    assert.equal(readFileSync(file, "utf8"), changed);
    assert.equal(readFileSync(join(folder, "progress.json"), "utf8"), progress);

    assert.equal(mount(["-o", "remount,ro", folder]).status, 0);
    const started = await eoflab("Node", ["start", "flush-tells", ...state]);
    assert.equal(started.code, 2, started.stdout);
    assert.match(started.stderr, /the file system is read-only/);
    assert.equal((await eoflab("Node", ["check", "silent-eof", ...state])).code, 1);
    assert.equal(readFileSync(file, "utf8"), changed);
  }),
);
