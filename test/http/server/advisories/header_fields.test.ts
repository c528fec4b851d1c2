/**
 * Advisories about a request's line and its fields: their names, the ends of their lines, which bytes may be in them.
 */

import {
  answer,
  holds,
  list,
  post,
  refused,
  smuggled,
  smuggledAnswer,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

const badName = refused("400 Bad Request: invalid header name");

/** A GET with these further lines in its header, each with its end. */
const get = (lines: string, rest = ""): string => `GET / HTTP/1.1\r\nHost: x\r\n${lines}\r\n${rest}`;

test("CVE-2015-5739 (Go): a name with a blank in it is not the name with a hyphen", async () => {
  await holds(post("Content Length: 5\r\n", "hello"), [badName], "fin");
  await holds(post("Transfer Encoding: chunked\r\n", "0\r\n\r\n"), [badName], "fin");
});

test("CVE-2019-16276 (Go): a blank between a field's name and the colon does not hide the field", async () => {
  await holds(post("Content-Length : 5\r\n", "hello"), [badName], "fin");
  await holds(
    post("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", `0\r\n\r\n${smuggled}`),
    [badName],
    "fin",
  );
  await holds(get("A : b\r\n"), [badName], "fin");
});

test("CVE-2021-22959 (Node): a blank before the colon is refused, whatever the field", async () => {
  await holds(get(`Content-Length : ${smuggled.length}\r\n`, smuggled), [badName], "fin");
  await holds(get("Content-Length\t: 5\r\n", "hello"), [refused()], "fin");
});

test("CVE-2020-8201 (Node): a CR within a name is no hyphen", async () => {
  await holds(get("Content\rLength: 5\r\n", "hello"), [refused()], "fin");
  await holds(get("Transfer\rEncoding: chunked\r\n", "0\r\n\r\n"), [refused()], "fin");
});

test("CVE-2022-32214 (Node): LF alone ends a line of the header, as in Go", async () => {
  const rest = "GET / HTTP/1.1\r\nDummy: ";
  await holds(
    `GET / HTTP/1.1\r\nHost: localhost\r\nDummy: x\nContent-Length: ${rest.length}\r\n\r\n${rest}${smuggled}`,
    [answer(`GET / localhost ${rest.length} <${rest}>`), smuggledAnswer],
    "open",
  );
  await holds(
    `GET / HTTP/1.1\r\nHost: x\r\nUseless:\n\n${smuggled}`,
    [answer("GET / x 0 <>"), smuggledAnswer],
    "open",
  );
});

test("CVE-2023-25725 (HAProxy): a field without a name ends no header, and is no field", async () => {
  await holds(post(": x\r\n"), [refused()], "fin");
  await holds(post(":\r\nContent-Length: 5\r\n", "hello"), [refused()], "fin");
  await holds(`GET / HTTP/1.1\r\n: ignored\r\nHost: x\r\n\r\n`, [refused()], "fin");
});

test("CVE-2023-30589 (Node): CR alone ends no line of the header", async () => {
  await holds(get("X:\rTransfer-Encoding: chunked\r\n", "1\r\nA\r\n0\r\n\r\n"), [refused()], "fin");
  await holds(get("A: b\rContent-Length: 5\r\n", "hello"), [refused()], "fin");
});

test("CVE-2023-37276 (aiohttp): CR and NUL are no part of a value", async () => {
  for (const byte of ["\r", "\x00", "\x01", "\x0b", "\x7f"]) {
    await holds(get(`A: b${byte}c\r\n`), [refused()], "fin");
    await holds(get(`A: b${byte}\r\n`), [refused()], "fin");
  }
});

test("CVE-2025-23167 (Node): a header ends with an empty line, and not with CR and any byte", async () => {
  await holds("GET / HTTP/1.1\r\nHost: a\r\n\rXGET /evil: HTTP/1.1\r\nHost: a\r\n\r\n", [refused()], "fin");
});

test("CVE-2026-34525 (aiohttp): a request has one Host", async () => {
  await holds("GET / HTTP/1.1\r\nHost: good.example\r\nHost: evil.example\r\n\r\n", [refused()], "fin");
  await holds("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", [refused()], "fin");
});

test("CVE-2026-21710 (Node): names that an object of JavaScript has are names like any other", async () => {
  await holds(
    get("__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c\r\n"),
    [answer('Constructor=["b"]\nHasownproperty=["c"]\n__proto__=["a"]\n')],
    "open",
    { handler: list },
  );
  await holds(
    post("Transfer-Encoding: chunked\r\nTrailer: __proto__\r\n", "0\r\n__proto__: a\r\n\r\n"),
    [answer("POST / x -1 <> __proto__=a")],
    "open",
  );
});

test("CVE-2017-7656 (Jetty): there is no HTTP/0.9, with a version or without", async () => {
  const version = refused("505 HTTP Version Not Supported: unsupported protocol version");
  await holds("GET /?test=4564 HTTP/0.9\r\n\r\n", [version], "fin");
  await holds("GET / HTTP/0.9\r\nHost: x\r\nRange: bytes=5-18\r\n\r\n", [version], "fin");
  await holds("GET /?test=4564\r\n\r\n", [refused()], "fin");
});

test("bytes that end no name and no line: what servers were seen to strip is refused", async () => {
  for (const line of [
    "Content-Length\x85: 5\r\n", // gunicorn took NEL and NBSP for blanks
    "Content-Length\xa0: 5\r\n",
    "Content-Length\x00: 5\r\n",
    "Content-Length 5\r\n",
    "Transfer-\r\nEncoding: chunked\r\n",
    "\x0bA: b\r\n",
    "(A): b\r\n",
  ]) {
    await holds(get(line, "hello"), [refused()], "fin");
  }
});

test("a request's line has three parts with one blank between them", async () => {
  for (const line of [
    "GET /\nHTTP/1.1",
    "GET\t/ HTTP/1.1",
    "GET  / HTTP/1.1",
    "GET / HTTP/1.1 ",
    "GET /a b HTTP/1.1",
    "GET /a\x7f HTTP/1.1",
    "G\x00T / HTTP/1.1",
    "GET / HTTP/1.32",
    "GET / HTTP/01.1",
    "\r\nGET / HTTP/1.1",
  ]) {
    await holds(`${line}\r\nHost: x\r\n\r\n`, [refused()], "fin");
  }
});
