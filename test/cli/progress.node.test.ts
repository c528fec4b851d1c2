/** The progress file: what is kept of it when it is damaged, newer, a link, in a folder that takes nothing. */

import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { placeOfProgress } from "../../lib/cli/progress/place.ts";
import { type LabProgress, parseProgress, untouched } from "../../lib/cli/progress/progress.ts";
import { ProgressStore } from "../../lib/cli/progress/store.ts";

/** A store in a folder of its own, and what it said. */
function withStore(use: (file: string, open: (at?: string) => ProgressStore, said: string[]) => void): void {
  const dir = mkdtempSync(join(tmpdir(), "eoflab-progress-"));
  const said: string[] = [];
  const file = join(dir, "state", "progress.json");
  try {
    use(file, (at = file) => new ProgressStore(at, (line) => said.push(line)), said);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const done = (lab: LabProgress): LabProgress => ({ ...lab, done: true });

test("what is written is there for the next program, and nothing else is left in the folder", async () => {
  withStore((file, open, said) => {
    const answer = { predicted: "200", result: "wrong", knobs: { size: 200 }, at: "2026-01-01" } as const;
    open().update("silent-eof", (lab) => ({ ...lab, stoppedAt: 7, answers: { "write-returns": answer } }));
    const { at, ...kept } = open().lab("silent-eof");
    assert.deepEqual(kept, { done: false, stoppedAt: 7, answers: { "write-returns": answer } });
    assert.ok(Date.parse(at) > 0);
    assert.deepEqual(open().lab("truncated"), untouched);
    assert.deepEqual(readdirSync(join(file, "..")), ["progress.json"]);
    assert.deepEqual(said, []);
  });
});

test("two programs at once keep each other's labs", async () => {
  withStore((_, open) => {
    const [one, two] = [open(), open()];
    one.read();
    two.read();
    one.update("a", done);
    two.update("b", done);
    one.update("c", done);
    assert.deepEqual(Object.keys(open().read().labs), ["a", "b", "c"]);
  });
});

test("a damaged file is kept under a name of its own, each time, and said", async () => {
  withStore((file, open, said) => {
    const wrong = ["{", '{"version":1,"labs":{"a":{"done":"yes"}}}', "[]", '{"version":0}', '{"version":1}'];
    mkdirSync(join(file, ".."));
    for (const [i, text] of wrong.entries()) {
      writeFileSync(file, text);
      const store = open();
      assert.deepEqual(store.read().labs, {});
      assert.equal(readFileSync(`${file}.damaged-${i + 1}`, "utf8"), text);
      assert.match(
        said[i] ?? "",
        /progress\.json is damaged \(.+\): it is kept as .*progress\.json\.damaged-\d/,
      );
      store.update("a", done);
      assert.equal(open().lab("a").done, true);
    }
    assert.equal(readFileSync(`${file}.damaged-1`, "utf8"), "{");
    assert.equal(said.length, wrong.length);
  });
});

test("a newer version's file is not touched, and what is done lives as long as the program", async () => {
  withStore((file, open, said) => {
    mkdirSync(join(file, ".."));
    writeFileSync(file, '{"version":2,"more":true}');
    const store = open();
    store.update("a", done);
    store.update("b", done);
    assert.equal(store.lab("a").done, true);
    assert.equal(readFileSync(file, "utf8"), '{"version":2,"more":true}');
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /is of version 2.*left as it is.*--state FILE/);
  });
});

test("where nothing can be written it is said once, with what to do, and the program goes on", async () => {
  withStore((file, open, said) => {
    // A folder may be written by root whatever its mode is: a file in its place stands in the way of everybody.
    writeFileSync(join(file, ".."), "");
    const store = open();
    store.update("a", done);
    store.update("b", done);
    assert.deepEqual(Object.keys(store.read().labs), ["a", "b"]);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /cannot be (read|written) \(\w+\)\. .*--state FILE/);
  });
});

test("a folder in its place is said, and stays", async () => {
  withStore((file, open, said) => {
    mkdirSync(file, { recursive: true });
    open().update("a", done);
    assert.match(said[0] ?? "", /cannot be read \(EISDIR\)/);
    assert.ok(lstatSync(file).isDirectory());
  });
});

test("a symbolic link stays one, and what it points to is written", async () => {
  withStore((file, open) => {
    const real = join(file, "..", "..", "real.json");
    mkdirSync(join(file, ".."));
    writeFileSync(real, '{"version":1,"labs":{}}');
    symlinkSync(real, file);
    open().update("a", done);
    assert.ok(lstatSync(file).isSymbolicLink());
    assert.match(readFileSync(real, "utf8"), /"a"/);
    assert.equal(existsSync(`${file}.damaged-1`), false);
  });
});

test("without a home there is no file, and that is said", async () => {
  const said: string[] = [];
  const store = new ProgressStore(null, (line) => said.push(line));
  store.update("a", done);
  assert.equal(store.lab("a").done, true);
  assert.equal(said.length, 1);
});

test("the state folder is the system's own", async () => {
  const file = "eoflab/progress.json";
  assert.equal(placeOfProgress("linux", { HOME: "/h" }), `/h/.local/state/${file}`);
  assert.equal(placeOfProgress("linux", { HOME: "/h", XDG_STATE_HOME: "/s" }), `/s/${file}`);
  assert.equal(placeOfProgress("linux", { HOME: "/h", XDG_STATE_HOME: "s" }), `/h/.local/state/${file}`);
  assert.equal(placeOfProgress("darwin", { HOME: "/h" }), `/h/Library/Application Support/${file}`);
  assert.equal(placeOfProgress("win32", { LOCALAPPDATA: "/l" }), `/l/${file}`);
  assert.equal(placeOfProgress("linux", {}), null);
});

test("a lab whose name every object has is not taken for one that was done", async () => {
  withStore((_, open) => assert.deepEqual(open().lab("constructor"), untouched));
  assert.equal(parseProgress('{"version":1,"labs":{}}').state, "good");
});
