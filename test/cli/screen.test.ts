/** Keys from bytes, however they are cut, and styled lines that are cut at a width. */

import assert from "node:assert/strict";
import { cut, widthOf } from "../../lib/cli/screen/cut.ts";
import { type Key, KeyDecoder } from "../../lib/cli/screen/keys.ts";
import { unicode } from "../../lib/ladder/style.ts";
import { test } from "../fixtures/harness.ts";

const esc = "\u001b";
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is typed, and the keys that it is. */
const typed: readonly [text: string, keys: readonly Key[]][] = [
  ["q?]é€😀", ["q", "?", "]", "é", "€", "😀"]],
  [`${esc}[A${esc}[B${esc}[C${esc}[D`, ["up", "down", "right", "left"]],
  [`${esc}OA${esc}OB${esc}OC${esc}OD`, ["up", "down", "right", "left"]],
  [`${esc}[H${esc}[F${esc}OH${esc}OF`, ["home", "end", "home", "end"]],
  [`${esc}[1~${esc}[4~${esc}[7~${esc}[8~`, ["home", "end", "home", "end"]],
  [`${esc}[5~${esc}[6~`, ["pageup", "pagedown"]],
  [`${esc}[1;5C${esc}[5;2~`, ["right", "pageup"]],
  ["\r\n\t\b\u007f\u0003\u0004", ["enter", "enter", "tab", "backspace", "backspace", "ctrl-c", "eof"]],
  [`${esc}[15~${esc}[I${esc}[Z${esc}OPa${esc}[[Ab\u0001`, ["a", "b"]],
  [`${esc}q${esc}${esc}[A`, ["escape", "q", "escape", "up"]],
  [`a${esc}[200~q${esc}[A\r${esc}[2${esc}[201~b`, ["a", "b"]],
];

test("bytes are the same keys, however they are cut", () => {
  for (const [text, keys] of typed) {
    const bytes = encode(text);
    for (let size = 1; size <= bytes.length; size++) {
      const decoder = new KeyDecoder();
      const got: Key[] = [];
      for (let at = 0; at < bytes.length; at += size)
        got.push(...decoder.push(bytes.subarray(at, at + size)));
      assert.deepEqual(got, keys, `${JSON.stringify(text)} in pieces of ${size}`);
    }
  }
});

test("the escape byte alone is a key only when nothing comes after it", () => {
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push(encode(esc)), []);
  assert.equal(decoder.escapePending, true);
  assert.deepEqual(decoder.takeEscape(), ["escape"]);
  assert.deepEqual(decoder.takeEscape(), []);
  assert.deepEqual(decoder.push(encode(`${esc}[`)), []);
  assert.equal(decoder.escapePending, false);
  assert.deepEqual(decoder.push(encode("C")), ["right"]);
});

test("bytes that are no UTF-8 are no keys, and take none away", () => {
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push(Uint8Array.of(0xff, 0x80, 0xc3, 0x61, 0xe2, 0x82, 0x62)), ["a", "b"]);
});

test("a sequence without an end takes no keys for ever", () => {
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push(encode(`${esc}[${"1".repeat(80)}`)).slice(-1), ["1"]);
});

test("a line is cut at the width, and no style goes on behind it", () => {
  assert.deepEqual(cut("abc", 5), { text: "abc", width: 3 });
  assert.deepEqual(cut("abcdef", 5), { text: "abcde", width: 5 });
  const red = `${esc}[31m`;
  assert.deepEqual(cut(`a${red}bcd${esc}[39mef`, 3), { text: `a${red}bc${esc}[0m`, width: 3 });
  assert.deepEqual(cut(`${red}ab`, 0), { text: `${red}${esc}[0m`, width: 0 });
});

test("a wide character takes two columns, and is not halved", () => {
  assert.deepEqual(cut("a漢字", 4), { text: "a漢", width: 3 });
  assert.deepEqual(cut("👍🏽x", 2), { text: "👍🏽", width: 2 });
  assert.deepEqual(cut("e\u0301x", 1), { text: "e\u0301", width: 1 });
  assert.equal(widthOf(`${esc}[1m│▕█░▏●${esc}[22m`), 6);
  const symbols = Object.values(unicode).flat();
  assert.equal(widthOf(symbols.join("")), symbols.length, "each symbol of a ladder takes one column");
});

test("control characters do not reach the terminal", () => {
  assert.deepEqual(cut(`a\r\n${esc}[2J\u0007b`, 10), { text: "a[2Jb", width: 5 });
});
