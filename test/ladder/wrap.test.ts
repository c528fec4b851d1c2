import assert from "node:assert/strict";
import fc from "fast-check";
import { wrap } from "../../lib/ladder/wrap.ts";
import { test } from "../fixtures/harness.ts";

/** Words, some of them too long for a line, with one or more blanks between, before and after. */
const texts = fc
  .array(fc.oneof(fc.string(), fc.constant(""), fc.string({ minLength: 20, maxLength: 60 })))
  .map((words) => words.join(" "));
const widths = fc.integer({ min: 1, max: 40 });

const wordsOf = (text: string): string[] => text.split(" ").filter((word) => word !== "");

test("no line is longer than its width", () => {
  fc.assert(
    fc.property(texts, widths, widths, (text, width, later) => {
      const [first = "", ...more] = wrap(text, width, later);
      assert.ok(first.length <= width);
      for (const line of more) assert.ok(line.length <= later, line);
    }),
  );
});

test("the words are those of the text; one that fits into a line is not cut", () => {
  fc.assert(
    fc.property(texts, widths, (text, width) => {
      const lines = wrap(text, width);
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      const whole = (words: string[]): string[] => words.filter((word) => word.length <= width);
      if (whole(wordsOf(text)).length === wordsOf(text).length) {
        assert.deepEqual(lines.flatMap(wordsOf), wordsOf(text));
      }
    }),
  );
});

test("a line is empty only if there are no words", () => {
  fc.assert(
    fc.property(texts, widths, (text, width) => {
      if (wordsOf(text).length === 0) assert.deepEqual(wrap(text, width), [""]);
      else assert.equal(wrap(text, width).includes(""), false);
    }),
  );
  assert.deepEqual(wrap("", 10), [""]);
  assert.deepEqual(wrap("ab ", 2), ["ab"]);
});

test("a line takes as many words as it holds", () => {
  assert.deepEqual(wrap("ab cd ef", 5), ["ab cd", "ef"]);
  assert.deepEqual(wrap("ab cd ef", 4), ["ab", "cd", "ef"]);
  assert.deepEqual(wrap("ab cd ef gh", 5, 2), ["ab cd", "ef", "gh"]);
});

test("a word that no line holds begins a line and is cut; what is left of it shares its line", () => {
  assert.deepEqual(wrap("a bcdefgh i", 3), ["a", "bcd", "efg", "h i"]);
  assert.deepEqual(wrap("abcdef", 3), ["abc", "def"]);
  assert.deepEqual(wrap("abcdefg", 4, 2), ["abcd", "ef", "g"]);
});
