import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalHeaderKey,
  Header,
  trimBlanks,
  validHeaderFieldName,
  validHeaderFieldValue,
} from "../../lib/http/header.ts";
import { test } from "../fixtures/harness.ts";

test("canonicalHeaderKey writes the first letter and those after a hyphen large", () => {
  for (const [name, canonical] of [
    ["content-type", "Content-Type"],
    ["CONTENT-TYPE", "Content-Type"],
    ["Content-Type", "Content-Type"],
    ["eTAG", "Etag"],
    ["www-authenticate", "Www-Authenticate"],
    ["x--a-", "X--A-"],
    ["-a", "-A"],
    ["a_b.c", "A_b.c"],
    ["x-1a", "X-1a"],
    ["!#$%&'*+.^_`|~z", "!#$%&'*+.^_`|~z"],
    ["", ""],
  ] as const) {
    assert.equal(canonicalHeaderKey(name), canonical);
  }
});

test("canonicalHeaderKey leaves what is no token as it is", () => {
  for (const name of [
    "content type",
    "content-type ",
    " a",
    "a:b",
    "é-a",
    "a\r\nb",
    "trailer:x",
    "ſ-k",
    "a\0",
  ]) {
    assert.equal(canonicalHeaderKey(name), name);
  }
});

test("names are the same in any case", () => {
  const header = new Header({ "content-TYPE": "text/plain" });
  header.add("Set-Cookie", "a=1");
  header.add("set-cookie", "b=2");
  assert.equal(header.get("CONTENT-type"), "text/plain");
  assert.deepEqual(header.values("SET-COOKIE"), ["a=1", "b=2"]);
  assert.equal(header.get("set-cookie"), "a=1");
  assert.equal(header.size, 2);
});

test("get gives an empty text for what is missing, has tells it from an empty value", () => {
  const header = new Header({ empty: "" });
  assert.deepEqual([header.get("empty"), header.has("empty"), header.values("empty")], ["", true, [""]]);
  assert.deepEqual([header.get("none"), header.has("none"), header.values("none")], ["", false, []]);
});

test("set puts a value in the place of all, delete takes all away", () => {
  const header = new Header({ a: ["1", "2"], b: "3" });
  header.set("A", "4");
  assert.deepEqual(header.values("a"), ["4"]);
  header.delete("B");
  header.delete("none");
  assert.deepEqual([...header], [["A", ["4"]]]);
});

test("a clone is reached by no change of the original, and the other way round", () => {
  const header = new Header({ a: ["1"] });
  const clone = header.clone();
  header.add("a", "2");
  clone.set("b", "3");
  assert.equal(header.format(), "A: 1\r\nA: 2\r\n");
  assert.equal(clone.format(), "A: 1\r\nB: 3\r\n");
});

test("format writes the fields sorted by name, the values in the order in which they were added", () => {
  const header = new Header({ "x-b": "1", date: "now", "X-A": ["2", "1"], "Content-Type": "text/html" });
  assert.equal(header.format(), "Content-Type: text/html\r\nDate: now\r\nX-A: 2\r\nX-A: 1\r\nX-B: 1\r\n");
  assert.equal(header.format(new Set(["Date", "X-A", "x-b"])), "Content-Type: text/html\r\nX-B: 1\r\n");
  assert.equal(new Header().format(), "");
});

test("format lets nobody smuggle a field in: ends of line become blanks, impossible names are left out", () => {
  const header = new Header({
    a: "1\r\nEvil: yes",
    b: "\r\n 2 \t\r\n",
    "c d": "3",
    "e:f": "4",
    "": "5",
    é: "6",
  });
  assert.equal(header.format(), "A: 1  Evil: yes\r\nB: 2\r\n");
});

test("names of Object.prototype are names like any other", () => {
  const header = new Header(JSON.parse('{"__proto__": "1", "constructor": "2"}'));
  assert.equal(header.has("toString"), false);
  assert.deepEqual([header.get("__proto__"), header.get("constructor")], ["1", "2"]);
  assert.equal(header.format(), "Constructor: 2\r\n__proto__: 1\r\n");
});

test("a field's name is a token", () => {
  for (const name of ["a", "Content-Type", "!#$%&'*+-.^_`|~09azAZ"])
    assert.ok(validHeaderFieldName(name), name);
  for (const name of ["", " ", "a b", "a:", "(a)", '"a"', "a/b", "é", "a\n", "\x7f"]) {
    assert.ok(!validHeaderFieldName(name), name);
  }
});

test("a field's value has no control characters but the tab", () => {
  for (const value of ["", "a b", "\t", "é", "\x80\xff"]) assert.ok(validHeaderFieldValue(value), value);
  for (const value of ["\0", "a\rb", "a\nb", "\x1f", "\x7f", "\x0b"])
    assert.ok(!validHeaderFieldValue(value));
});

test("trimBlanks takes time in proportion to the text", () => {
  assert.equal(trimBlanks(" \t\r\na b\n\r\t "), "a b");
  assert.equal(trimBlanks("\x0b\xa0a"), "\x0b\xa0a");
  assert.equal(trimBlanks("  "), "");
  // With the regular expression / +$/ this takes minutes.
  const long = `a${" ".repeat(1_000_000)}b`;
  assert.equal(trimBlanks(long), long);
});

test("whatever is set, each line that format writes is one field that was set", () => {
  const any = fc.string({
    unit: fc.constantFrom("a", "B", "-", ":", " ", "\r", "\n", "\0", "é"),
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(any, any), { maxLength: 6 }), (fields) => {
      const header = new Header();
      for (const [name, value] of fields) header.add(name, value);
      const want = fields
        .filter(([name]) => validHeaderFieldName(name))
        .map(
          ([name, value]) => `${canonicalHeaderKey(name)}: ${trimBlanks(value.replaceAll(/[\r\n]/g, " "))}`,
        )
        .sort();
      assert.deepEqual(header.format().split("\r\n").slice(0, -1).sort(), want);
    }),
  );
});
