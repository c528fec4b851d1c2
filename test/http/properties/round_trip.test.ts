/** What is printed and read again is what it was; what is read and printed again is what came. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Reader } from "../../../lib/bufio/mod.ts";
import { concatBytes } from "../../../lib/bytes.ts";
import { EoflabError } from "../../../lib/errors.ts";
import { MessageBody, readAll } from "../../../lib/http/body.ts";
import { canonicalHeaderKey, Header, trimBlanks, validHeaderFieldValue } from "../../../lib/http/header.ts";
import { readHeader } from "../../../lib/http/read_header.ts";
import { readRequest } from "../../../lib/http/request.ts";
import { parseRequestUri, parseUrl, type Url } from "../../../lib/http/url.ts";
import { escapeUrl } from "../../../lib/http/url_escape.ts";
import { decodeText, encodeText } from "../../../lib/utf8.ts";
import { bytes, text } from "../../bufio/ends.ts";
import { CountingReader } from "../../fixtures/counting_reader.ts";
import { test } from "../../fixtures/harness.ts";
import { chunked, runs } from "../../fixtures/messages.ts";

/** Characters of one byte each in the text that they are part of. */
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

/** A text as it is decoded from bytes, among them whole characters and pieces of some. */
const anyText = fc
  .array(
    fc.oneof(byte, fc.constantFrom("\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbb\xbf", "ab")),
  )
  .map((parts) => decodeText(bytes(parts.join(""))));

const token = fc.string({
  unit: fc.constantFrom(..."aBcXyZ019!#$%&'*+-.^_`|~"),
  minLength: 1,
  maxLength: 12,
});

/** A field's value: any text without control characters but those that are made blanks of. */
const value = anyText.map((t) =>
  Array.from(t, (c) => (validHeaderFieldValue(c) || c === "\r" || c === "\n" ? c : "\t")).join(""),
);

const fields = fc.array(fc.tuple(token, value), { maxLength: 8 });

const step = fc.integer({ min: 1, max: 60 });

test("a header that is printed and read is the header, sorted, without the blanks around its values", async () => {
  await fc.assert(
    fc.asyncProperty(fields, step, async (pairs, size) => {
      const header = new Header();
      for (const [name, v] of pairs) header.add(name, v);
      const sent = encodeText(`${header.format()}\r\n`);
      const read = await readHeader(new Reader(new CountingReader(sent, size)));
      assert.deepEqual([...read], sorted(pairs));
      assert.equal(read.format(), header.format());
    }),
    runs(300),
  );
});

test("a request that is printed and read is the request", async () => {
  const method = token.filter((m) => m !== "CONNECT" && m !== "PRI");
  const path = anyText.map((t) => `/${t}`);
  await fc.assert(
    fc.asyncProperty(method, path, fields, step, async (method, path, pairs, size) => {
      const others = pairs.filter(([name]) => !special.has(canonicalHeaderKey(name)));
      const header = new Header();
      for (const [name, v] of others) header.add(name, v);
      const target = escapeUrl(path, "path");
      const sent = encodeText(`${method} ${target} HTTP/1.1\r\nHost: example.com\r\n${header.format()}\r\n`);
      const request = await readRequest(new Reader(new CountingReader(sent, size)));
      assert.ok(request !== null);
      assert.deepEqual([request.method, request.target, request.host], [method, target, "example.com"]);
      assert.deepEqual([request.url.path, request.url.requestUri()], [path, target]);
      assert.deepEqual([...request.header], sorted(others));
    }),
    runs(200),
  );
});

/** Fields that are about the framing, or the host, or are added to. */
const special: ReadonlySet<string> = new Set([
  "Host",
  "Content-Length",
  "Transfer-Encoding",
  "Trailer",
  "Pragma",
]);

test("a body that is written in chunks and read is the body, and its trailers", async () => {
  const data = fc.array(fc.oneof(byte, fc.constantFrom("\r\n", "0\r\n\r\n"))).map((parts) => parts.join(""));
  const whole = data.chain((d) => fc.tuple(fc.constant(d), chunked(d)));
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(whole, fields, step, sizes, async ([body, chunks], pairs, size, reads) => {
      const trailer = new Header();
      for (const [name, v] of pairs) trailer.add(name, v);
      const sent = concatBytes([bytes(chunks), encodeText(`${trailer.format()}\r\n`), bytes("next")]);
      const br = new Reader(new CountingReader(sent, size));
      const read = new Header();
      const message = new MessageBody(br, { kind: "chunked" }, { trailer: read, closing: false });
      let got = "";
      for (let i = 0; ; i++) {
        const p = new Uint8Array(reads[i % reads.length] ?? 1);
        const n = await message.read(p);
        if (n === null) break;
        got += text(p.subarray(0, n));
      }
      assert.equal(got, body);
      assert.deepEqual([...read], sorted(pairs));
      assert.equal(text((await readAll(br)).bytes), "next");
    }),
    runs(200),
  );
});

/** Names and values as they are read: canonical, sorted, without blanks around, line ends being blanks. */
function sorted(pairs: readonly (readonly [string, string])[]): [string, string[]][] {
  const values = new Map<string, string[]>();
  for (const [name, v] of pairs) {
    const key = canonicalHeaderKey(name);
    values.set(key, [...(values.get(key) ?? []), trimBlanks(v.replaceAll(/[\r\n]/g, " "))]);
  }
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}

test("bytes become a text and the same bytes again, and a text the same text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), anyText, (some, t) => {
      assert.deepEqual(encodeText(decodeText(some)), Uint8Array.from(some));
      assert.equal(decodeText(encodeText(t)), t);
    }),
    runs(100),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (t) => {
      assert.equal(decodeText(encodeText(t)), t);
      assert.deepEqual(encodeText(t), new TextEncoder().encode(t));
    }),
    runs(100),
  );
});

test("different bytes become different texts", () => {
  const similar = fc.array(fc.constantFrom(0xc3, 0xa9, 0xed, 0xb2, 0x80, 0xef, 0xbf, 0xbd, 0x61), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(similar, similar, (a, b) => {
      const same = a.join() === b.join();
      assert.equal(decodeText(Uint8Array.from(a)) === decodeText(Uint8Array.from(b)), same);
    }),
    runs(300),
  );
});

const urlPart = fc.constantFrom(
  ...[
    "/",
    "/",
    "//",
    "a",
    "b.c",
    "..",
    "~",
    "é",
    "\udcff",
    " ",
    '"',
    "<",
    "^",
    "%",
    "%2f",
    "%2F",
    "%C3%A9",
    "%ff",
    "%25",
  ],
  ...[
    "?",
    "#",
    "@",
    ":",
    "::",
    "[",
    "]",
    "[::1]",
    "80",
    "&",
    "=",
    "+",
    ";",
    ",",
    "!",
    "'",
    "(",
    "*",
    "$",
    "|",
  ],
);

const urlText = fc
  .tuple(
    fc.constantFrom(
      "",
      "",
      "http://",
      "https://h",
      "//h",
      "a:",
      "mailto:",
      "X+y://u:p@h:1",
      "http://[fe80::1%25en0]",
    ),
    fc.array(urlPart, { maxLength: 8 }).map((parts) => parts.join("")),
  )
  .map((parts) => parts.join(""));

test("a URL that is printed and read is the URL", () => {
  let read = 0;
  for (const parse of [parseUrl, parseRequestUri]) {
    fc.assert(
      fc.property(urlText, (raw) => {
        const url = parsed(parse, raw);
        if (url === null) return;
        read++;
        const again = parsed(parse, url.toString());
        assert.ok(again !== null, `${raw} is printed as ${url}`);
        assert.deepEqual(partsOf(again), partsOf(url));
        assert.equal(again.toString(), url.toString());
      }),
      runs(1000),
    );
  }
  assert.ok(read > 500, `${read} of the texts were URLs`);
});

/** What a URL says; how it was encoded where that was not valid is forgotten. */
function partsOf(url: Url): unknown {
  return { ...url, rawPath: url.escapedPath(), rawFragment: url.escapedFragment() };
}

function parsed(parse: (raw: string) => Url, raw: string): Url | null {
  try {
    return parse(raw);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return null;
  }
}
