import assert from "node:assert/strict";
import {
  anyHasElement,
  equalFold,
  hasToken,
  headerElements,
  parseDecimal,
  parseSignedDecimal,
} from "../../lib/http/tokens.ts";
import { test } from "../fixtures/harness.ts";

test("headerElements takes a list apart at its commas, without blanks and without empty elements", () => {
  for (const [value, elements] of [
    ["", []],
    [" \t", []],
    [",, ,", []],
    ["close", ["close"]],
    ["close, Upgrade", ["close", "Upgrade"]],
    [" a\t,\t b ,,c", ["a", "b", "c"]],
    ["a b", ["a b"]],
    ["a;b=c,d", ["a;b=c", "d"]],
    // A quoted comma is a comma like any other, here as in Go.
    ['"a,b"', ['"a', 'b"']],
  ] as const) {
    assert.deepEqual(headerElements(value), elements, JSON.stringify(value));
  }
});

test("hasToken takes blanks and tabs for commas, and looks at no case of letters", () => {
  for (const [value, token, has] of [
    ["close", "close", true],
    ["CLOSE", "close", true],
    ["keep-alive, Close", "close", true],
    ["keep-alive close", "close", true],
    ["a\tclose\tb", "close", true],
    ["a,close,b", "close", true],
    ["closed", "close", false],
    ["not-close", "close", false],
    ["close;q=1", "close", false],
    ["", "close", false],
    [" ", "close", false],
    ["100-Continue", "100-continue", true],
    ["100-continue-not", "100-continue", false],
  ] as const) {
    assert.equal(hasToken(value, token), has, JSON.stringify(value));
  }
});

test("anyHasElement looks for a whole element in each of a field's values", () => {
  for (const [values, has] of [
    [[], false],
    [["close"], true],
    [["keep-alive", " CLOSE\t"], true],
    [["keep-alive, close", "x"], true],
    // Here a blank is no comma: hasToken says otherwise of the same value.
    [["keep-alive close"], false],
    [["closed", "disclose"], false],
    [["", ","], false],
  ] as const) {
    assert.equal(anyHasElement(values, "close"), has, JSON.stringify(values));
  }
});

test("only the letters of ASCII have two cases", () => {
  assert.ok(equalFold("", ""));
  assert.ok(equalFold("Chunked", "cHUNKED"));
  assert.ok(equalFold("a-Z_1", "A-z_1"));
  // The Kelvin sign and the long s become k and s where Unicode's rules hold.
  assert.equal(equalFold("chun\u212aed", "chunked"), false);
  assert.equal(equalFold("clo\u017fe", "close"), false);
  assert.equal(equalFold("É", "é"), false);
  assert.equal(equalFold("@", "`"), false);
  assert.equal(equalFold("[", "{"), false);
  assert.equal(equalFold("close", "close "), false);
});

test("parseDecimal takes digits and nothing else", () => {
  for (const [text, n] of [
    ["0", 0],
    ["00", 0],
    ["5", 5],
    ["0005", 5],
    ["4096", 4096],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["9223372036854775807", 2 ** 63],
    [`${"0".repeat(1000)}7`, 7],
  ] as const) {
    assert.equal(parseDecimal(text), n, text);
  }
  for (const text of [
    "",
    " 5",
    "5 ",
    "+5",
    "-5",
    "-0",
    "5.0",
    "5e3",
    "0x5",
    "1_000",
    "5,5",
    "5\0",
    "\uff15", // a digit, but none of ASCII
    "Infinity",
  ]) {
    assert.equal(parseDecimal(text), null, JSON.stringify(text));
  }
});

test("parseDecimal takes what an int64 has, and no more", () => {
  assert.equal(parseDecimal("9223372036854775808"), null);
  assert.equal(parseDecimal("18446744073709551616"), null);
  assert.equal(parseDecimal("99999999999999999999"), null);
  assert.equal(parseDecimal("9".repeat(100_000)), null);
});

test("parseSignedDecimal takes a sign too, but knows no length below zero", () => {
  for (const [text, n] of [
    ["5", 5],
    ["+5", 5],
    ["+0", 0],
    ["-0", 0],
    ["-5", null],
    ["+-5", null],
    ["--5", null],
    ["+", null],
    ["-", null],
    ["", null],
    ["5-", null],
    ["+9223372036854775808", null],
  ] as const) {
    assert.equal(parseSignedDecimal(text), n, JSON.stringify(text));
  }
});

test("a long list takes time in proportion to its length", () => {
  // What is quadratic in the length takes minutes here.
  const long = `${" ".repeat(500_000)}a${",".repeat(500_000)}`;
  assert.deepEqual(headerElements(long), ["a"]);
  assert.equal(hasToken(long, "b"), false);
  assert.equal(anyHasElement([long], "b"), false);
  assert.equal(parseDecimal("0".repeat(1_000_000)), 0);
  assert.equal(parseDecimal(`${"0".repeat(1_000_000)}x`), null);
});
