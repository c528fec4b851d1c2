import assert from "node:assert/strict";
import { detectContentType } from "../../lib/http/sniff.ts";
import { test } from "../fixtures/harness.ts";
import recorded from "../fixtures/sniff_go/go.json" with { type: "json" };

const html = "text/html; charset=utf-8";
const plain = "text/plain; charset=utf-8";
const binary = "application/octet-stream";

/** Beginnings, each byte a character. */
const known: readonly [beginning: string, type: string][] = [
  ["<!DOCTYPE HTML>", html],
  ["<HTML>", html],
  ["<HEAD>", html],
  ["<SCRIPT>", html],
  ["<IFRAME>", html],
  ["<H1>", html],
  ["<DIV>", html],
  ["<FONT>", html],
  ["<TABLE>", html],
  ["<A>", html],
  ["<STYLE>", html],
  ["<TITLE>", html],
  ["<B>", html],
  ["<BODY>", html],
  ["<BR>", html],
  ["<P>", html],
  ["<!-->", html],
  ["<?xml", "text/xml; charset=utf-8"],
  ["%PDF-", "application/pdf"],
  ["%!PS-Adobe-", "application/postscript"],
  ["\xFE\xFF\0a", "text/plain; charset=utf-16be"],
  ["\xFF\xFEa\0", "text/plain; charset=utf-16le"],
  ["\xEF\xBB\xBFa", plain],
  ["\0\0\x01\0", "image/x-icon"],
  ["\0\0\x02\0", "image/x-icon"],
  ["BM", "image/bmp"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["RIFF\0\0\0\0WEBPVP", "image/webp"],
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xFF\xD8\xFF", "image/jpeg"],
  ["FORM\0\0\0\0AIFF", "audio/aiff"],
  ["ID3", "audio/mpeg"],
  ["OggS\0", "application/ogg"],
  ["MThd\0\0\0\x06", "audio/midi"],
  ["RIFF\0\0\0\0AVI ", "video/avi"],
  ["RIFF\0\0\0\0WAVE", "audio/wave"],
  ["\0\0\0\x0cftypmp42", "video/mp4"],
  ["\x1A\x45\xDF\xA3", "video/webm"],
  [`${"\0".repeat(34)}LP`, "application/vnd.ms-fontobject"],
  ["\0\x01\0\0", "font/ttf"],
  ["OTTO", "font/otf"],
  ["ttcf", "font/collection"],
  ["wOFF", "font/woff"],
  ["wOF2", "font/woff2"],
  ["\x1F\x8B\x08", "application/x-gzip"],
  ["PK\x03\x04", "application/zip"],
  ["Rar!\x1A\x07\0", "application/x-rar-compressed"],
  ["Rar!\x1A\x07\x01\0", "application/x-rar-compressed"],
  ["\0asm", "application/wasm"],
];

test("every beginning of the table has its type, whatever follows", () => {
  for (const [beginning, type] of known) {
    assert.equal(sniff(beginning), type, JSON.stringify(beginning));
    assert.equal(sniff(`${beginning} and so on\0`), type, JSON.stringify(beginning));
  }
});

test("a beginning that was cut off is not recognized", () => {
  for (const [beginning, type] of known)
    assert.notEqual(sniff(beginning.slice(0, -1)), type === plain ? "" : type);
});

test("a tag counts in any case, after blanks, and before a blank or >", () => {
  assert.equal(sniff("\t\n\f\r <hTmL>"), html);
  assert.equal(sniff("<html "), html);
  for (const none of ["<html", "<html\n", "<htm>", "x<html>", "<HTML5>"]) assert.equal(sniff(none), plain);
});

test("XML counts after blanks and in its own case; other beginnings must be the first bytes", () => {
  assert.equal(sniff(" <?xml"), "text/xml; charset=utf-8");
  assert.equal(sniff("<?XML"), plain);
  assert.equal(sniff("<!xml"), plain);
  assert.equal(sniff(" GIF89a"), plain);
});

test("nothing is plain text, and so are blanks and escape sequences", () => {
  for (const text of ["", " \t\r\n\f", "\x1b[1mbold", "é", "\xff\xfe"]) assert.equal(sniff(text), plain);
});

test("one byte that text does not have makes it binary, if it is among the first 512", () => {
  for (const byte of ["\0", "\x08", "\x0b", "\x0e", "\x1a", "\x1c", "\x1f"]) {
    assert.equal(sniff(`text${byte}`), binary);
    assert.equal(sniff("x".repeat(511) + byte), binary);
    assert.equal(sniff("x".repeat(512) + byte), plain);
  }
});

test("an MP4 names an mp4 brand in a whole first box, but not as a version", () => {
  assert.equal(sniff("\0\0\0\x14ftypisom\0\0\0\0mp41"), "video/mp4");
  assert.equal(sniff("\0\0\0\x10ftypisommp42"), binary);
  assert.equal(sniff("\0\0\0\x14ftypisom\0\0\0\0mp4"), binary);
  assert.equal(sniff("\0\0\0\x13ftypmp42\0\0\0\0mp41"), binary);
  assert.equal(sniff("\xff\xff\xff\xf0ftypmp42\0\0\0\0"), binary);
});

test("what is looked at may lie in the middle of a larger buffer", () => {
  const buffer = bytes("xxxx\0\0\0\x0cftypmp42");
  assert.equal(detectContentType(buffer.subarray(4)), "video/mp4");
});

test(`real Go says the same (recorded from ${recorded.go}: test/fixtures/sniff_go)`, () => {
  for (const [hex = "", type] of recorded.sniffed) {
    const data = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    assert.equal(detectContentType(data), type, hex);
  }
});

function sniff(text: string): string {
  return detectContentType(bytes(text));
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
