/**
 * Advisories about the chunks of a body: their sizes, their extensions, the ends of their lines, their trailers.
 */

import {
  answer,
  chunked,
  holds,
  ignore,
  lastAnswer,
  smuggled,
  smuggledAnswer,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

/** What `tell` answers when the body is malformed: what it had read by then, and why it ended. */
const broken = (why: string, body = ""): string => lastAnswer(`POST / x -1 <${body}> ${why}`);

const bareLf = "chunked line ends with bare LF";
const invalidCr = "invalid CR in chunked line";
const invalidByte = "invalid byte in chunk length";
const noNumber = "empty hex number for chunk length";
const malformed = "malformed chunked encoding";
const tooLong = "http chunk length too large";

test("CVE-2013-2028 (nginx): a chunk size that a signed number cannot hold is no negative and no small one", async () => {
  for (const size of ["ffffffffffffff80", "ffffffffffffffff", "8000000000000000", "7fffffffffffffff"]) {
    await holds(chunked(`${size}\r\n${smuggled}`), [], "open");
  }
  await holds(chunked(`fffffffffffffffff\r\n${smuggled}`), [broken(tooLong)], "fin");
});

test("CVE-2015-3183 (httpd): no digit of a long chunk size is dropped", async () => {
  await holds(chunked(`${"0".repeat(40)}5\r\nhello\r\n0\r\n\r\n`), [broken(tooLong)], "fin");
  await holds(chunked(`${"0".repeat(15)}5\r\nhello\r\n0\r\n\r\n`), [answer("POST / x -1 <hello>")], "open");
});

test("CVE-2017-7657 (Jetty): of a large chunk size the upper digits count too", async () => {
  await holds(chunked(`100000000\r\n\r\n${smuggled}0\r\n\r\n`), [], "open");
  await holds(chunked(`1ff00000008\r\nabcdefgh\r\n0\r\n\r\n${smuggled}`), [], "open");
  await holds(chunked(`ffffffffffff00000000\r\n\r\n${smuggled}`), [broken(tooLong)], "fin");
});

test("CVE-2021-32714 (hyper): a chunk size that overflows is refused, and not wrapped around", async () => {
  await holds(chunked(`10000000000000000\r\n\r\n${smuggled}`), [broken(tooLong)], "fin");
  await holds(chunked(`f0000000000000003\r\nabc\r\n0\r\n\r\n${smuggled}`), [broken(tooLong)], "fin");
});

test("CVE-2021-22960 (Node): the line with a chunk's size ends at its CRLF, whatever its extension is", async () => {
  await holds(chunked("5;a=b\r\nhello\r\n0;c\r\n\r\n"), [answer("POST / x -1 <hello>")], "open");
  await holds(chunked("5 ; a=b\r\nhello\r\n0\r\n\r\n"), [broken(invalidByte)], "fin");
  await holds(chunked(`2 \nxx\r\n4c\r\n0\r\n\r\n${smuggled}`), [broken(bareLf)], "fin");
});

test("CVE-2023-47627 (aiohttp): a chunk size is hexadecimal digits, and nothing else", async () => {
  for (const size of ["0_5", "0x5", "+5", "-5", " 5", "\t5", "5_", "5h", "5\x00", "5\x0b", "\xd9\xa5"]) {
    await holds(chunked(`${size}\r\nhello\r\n0\r\n\r\n`), [broken(invalidByte)], "fin");
  }
  await holds(chunked("5 \t\r\nhello\r\n0\r\n\r\n"), [answer("POST / x -1 <hello>")], "open");
  await holds(chunked(`\r\n\r\n${smuggled}`), [broken(noNumber)], "fin");
});

test("CVE-2024-52304 (aiohttp): an extension has no line ends in it", async () => {
  await holds(chunked("5;a=b\nc\r\nhello\r\n0\r\n\r\n"), [broken(bareLf)], "fin");
  await holds(chunked("5;a=b\rc\r\nhello\r\n0\r\n\r\n"), [broken(invalidCr)], "fin");
  await holds(chunked(`5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n${smuggled}`), [broken(invalidCr)], "fin");
});

test("CVE-2025-22871 (Go): LF alone ends no line with a chunk's size", async () => {
  await holds(chunked("5\nhello\r\n0\r\n\r\n"), [broken(bareLf)], "fin");
  await holds(chunked("5;\nhello\r\n0\r\n\r\n"), [broken(bareLf)], "fin");
  await holds(chunked("5\r\nhello\r\n0\n\r\n"), [broken(bareLf, "hello")], "fin");
});

test("CVE-2025-43859 (h11): behind a chunk's data stands CRLF, and not any two bytes", async () => {
  for (const end of ["XX", "\n\n", "\n0", "\rX", "X\n", "0\r"]) {
    await holds(chunked(`5\r\nhello${end}0\r\n\r\n${smuggled}`), [broken(malformed, "hello")], "fin");
  }
});

test("CVE-2025-55315 (Kestrel): CR or LF alone within an extension ends the body, and not the line", async () => {
  const rest = "xx\r\n10\r\n1234567890abcdef\r\n0\r\n\r\n";
  await holds(chunked(`2;\n${rest}`), [broken(bareLf)], "fin");
  await holds(chunked(`2;\r${rest}`), [broken(invalidCr)], "fin");
  await holds(chunked(`2;a=b\r${rest}`), [broken(invalidCr)], "fin");
});

test("CVE-2025-58056 (Netty): LF alone in the place of CRLF, in either line of a chunk, is refused", async () => {
  await holds(chunked(`1\nX\r\n0\r\n\r\n${smuggled}`), [broken(bareLf)], "fin");
  await holds(chunked(`1\r\nX\n0\r\n\r\n${smuggled}`), [broken(malformed, "X")], "fin");
});

test("CVE-2026-2332 (Jetty): a line end within a quoted extension is a line end", async () => {
  await holds(chunked('2;a="x\ny"\r\nxx\r\n0\r\n\r\n'), [broken(bareLf)], "fin");
  await holds(chunked('2;a="x\ry"\r\nxx\r\n0\r\n\r\n'), [broken(invalidCr)], "fin");
});

test("CVE-2026-33870 (Netty): a quotation mark in an extension hides no line end, as in Go", async () => {
  await holds(
    chunked(`1;a="\r\nX\r\n0\r\n\r\n${smuggled}`),
    [answer("POST / x -1 <X>"), smuggledAnswer],
    "open",
  );
  await holds(chunked(`1;a="\r\n"\r\n\r\n0\r\n\r\n`), [broken(noNumber, '"')], "fin");
});

test("CVE-2023-40175 (Puma): a chunked body ends with an empty line, and not with any two bytes", async () => {
  await holds(
    chunked(`0\r\nX:POST / HTTP/1.1\r\n\r\n${smuggled}`),
    [answer("POST / x -1 <> X=POST / HTTP/1.1"), smuggledAnswer],
    "open",
  );
  await holds(
    chunked(`0\r\nXX${smuggled}`),
    [broken('malformed MIME header: missing colon: "XXGET /smuggled HTTP/1.1"')],
    "fin",
  );
});

test("CVE-2025-53643 (aiohttp): what a trailer says is no part of the next request", async () => {
  await holds(
    chunked(`0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`),
    [answer("POST / x -1 <> Content-Length=5 Transfer-Encoding=chunked"), smuggledAnswer],
    "open",
  );
  await holds(chunked(`0\r\nX: a\n\r\n${smuggled}`), [answer("POST / x -1 <> X=a"), smuggledAnswer], "open");
  await holds(
    chunked(`0\r\nX: a\x00b\r\n\r\n${smuggled}`),
    [broken('malformed MIME header line: "X: a\\x00b"')],
    "fin",
  );
});

test("CVE-2023-46589 (Tomcat): a trailer that is too long ends the connection, and is not taken for a request", async () => {
  const long = `0\r\nX: ${"a".repeat(9000)}\r\n\r\n${smuggled}`;
  await holds(chunked(long), [broken("http: suspiciously long trailer after chunked body")], "rst");
  await holds(chunked(long), [lastAnswer("ignored /")], "rst", { handler: ignore });
});
