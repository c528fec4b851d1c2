import assert from "node:assert/strict";
import { cut, pad, widthOf } from "../../lib/cli/screen/cut.ts";
import { KeyDecoder } from "../../lib/cli/screen/keys.ts";
import { test } from "../fixtures/harness.ts";

const keysOf = (...parts: string[]): string[] => {
  const decoder = new KeyDecoder();
  return [...parts.flatMap((part) => decoder.take(new TextEncoder().encode(part))), ...decoder.flush()];
};

test("keys have names, in the forms that terminals have for them", () => {
  assert.deepEqual(keysOf("q?]é→"), ["q", "?", "]", "é", "→"]);
  assert.deepEqual(keysOf("\x1b[A\x1b[B\x1b[C\x1b[D"), ["up", "down", "right", "left"]);
  assert.deepEqual(keysOf("\x1bOA\x1bOB\x1bOC\x1bOD"), ["up", "down", "right", "left"]);
  assert.deepEqual(keysOf("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~"), [
    "home",
    "end",
    "home",
    "end",
    "home",
    "end",
  ]);
  assert.deepEqual(keysOf("\x1b[5~\x1b[6~"), ["pageup", "pagedown"]);
  assert.deepEqual(keysOf("\r\n\t\x7f\b\x03\x04"), [
    "enter",
    "enter",
    "tab",
    "backspace",
    "backspace",
    "ctrl-c",
    "eof",
  ]);
});

test("keys are found however their bytes are cut", () => {
  const bytes = new TextEncoder().encode("a\x1b[C\x1bOD\x1b[5~é");
  const decoder = new KeyDecoder();
  const keys = Array.from(bytes, (byte) => decoder.take(Uint8Array.of(byte))).flat();
  assert.deepEqual(keys, ["a", "right", "left", "pageup", "é"]);
});

test("ESC alone is the Escape key when nothing follows; what is unknown is passed over", () => {
  assert.deepEqual(keysOf("\x1b"), ["escape"]);
  assert.deepEqual(keysOf("\x1bq"), ["escape", "q"]);
  assert.deepEqual(keysOf("\x1b\x1b[C"), ["escape", "right"]);
  assert.deepEqual(keysOf("\x1b[200~x\x1b[201~\x1b[1;5Cy\x01z"), ["x", "y", "z"]);
  const decoder = new KeyDecoder();
  decoder.take(Uint8Array.of(0x1b));
  assert.equal(decoder.isWaiting, true);
  decoder.flush();
  assert.equal(decoder.isWaiting, false);
});

test("styled lines are cut at their columns, and their styles end there", () => {
  assert.equal(cut("hello", 5), "hello");
  assert.equal(cut("hello", 3), "hel");
  assert.equal(cut("\x1b[1mhello\x1b[22m", 5), "\x1b[1mhello\x1b[22m");
  assert.equal(cut("\x1b[1mhello\x1b[22m", 2), "\x1b[1mhe\x1b[0m");
  assert.equal(cut("│││", 2), "││");
  assert.equal(widthOf("\x1b[31m│a\x1b[39m"), 2);
  assert.equal(pad("\x1b[31ma\x1b[39m", 3), "\x1b[31ma\x1b[39m  ");
});
