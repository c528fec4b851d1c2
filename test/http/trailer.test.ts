import assert from "node:assert/strict";
import { Reader } from "../../lib/bufio/mod.ts";
import { Header } from "../../lib/http/header.ts";
import { readTrailer } from "../../lib/http/trailer.ts";
import { PiecesReader, timeout } from "../bufio/ends.ts";
import { CountingReader } from "../fixtures/counting_reader.ts";
import { test } from "../fixtures/harness.ts";

test("an empty line alone is no trailer, and what follows it is left alone", async () => {
  await reads("\r\n", [], "");
  await reads("\r\nGET / HTTP/1.1\r\n", [], "GET / HTTP/1.1\r\n");
  await reads("\r\n\r\n", [], "\r\n");
});

test("trailers are fields, up to the empty line", async () => {
  await reads(
    "a: 1\r\nB: 2\r\nA: 3\r\n\r\nGET",
    [
      ["A", "1", "3"],
      ["B", "2"],
    ],
    "GET",
  );
  await reads("A: 1\r\n 2\r\n\r\n", [["A", "1 2"]], "");
  await reads("A:\r\n\r\n\r\n", [["A", ""]], "\r\n");
  await reads("A: \xff\r\n\r\n", [["A", "\udcff"]], "");
});

test("what comes takes the place of what was announced; what was not announced comes too", async () => {
  const announced = new Header();
  for (const name of ["A", "B"]) announced.declare(name);
  await readTrailer(new Reader(new PiecesReader("b: 1\r\nC: 2\r\nb: 3\r\n\r\n")), announced);
  assert.deepEqual(plain(announced), [["A"], ["B", "1", "3"], ["C", "2"]].sort());
  const filled = new Header({ A: ["0", "1"], B: "2" });
  await readTrailer(new Reader(new PiecesReader("a: 3\r\n\r\n")), filled);
  assert.deepEqual(plain(filled), [
    ["A", "3"],
    ["B", "2"],
  ]);
});

test("names that no trailer should have are fields like any other, as in Go", async () => {
  await reads(
    "Content-Length: 5\r\nTransfer-Encoding: x\r\n\r\n",
    [
      ["Content-Length", "5"],
      ["Transfer-Encoding", "x"],
    ],
    "",
  );
});

test("the empty line may be LF alone, if there is one of CRLF behind it", async () => {
  const next = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  await reads(`\n${next}`, [], next);
  await reads(`A: 1\n\n${next}`, [["A", "1"]], next);
  await fails("\nGET / HTTP/1.1\r\n", "BAD_TRAILER", tooLong);
  await fails("A: 1\n\n", "BAD_TRAILER", tooLong);
});

test("trailers that do not fit into the buffer with their empty line are refused", async () => {
  const trailer = (length: number): string => `A: ${"x".repeat(length - 7)}\r\n\r\n`;
  await reads(trailer(4096), [["A", "x".repeat(4089)]], "");
  await reads(`${trailer(4096)}more`, [["A", "x".repeat(4089)]], "more");
  await fails(trailer(4097), "BAD_TRAILER", tooLong);
  await fails("A: 1\r\n".repeat(1000), "BAD_TRAILER", tooLong);
});

test("a line that is no field is refused", async () => {
  await fails("A 1\r\n\r\n", "BAD_HEADER", 'malformed MIME header: missing colon: "A 1"');
  await fails(" A: 1\r\n\r\n", "BAD_HEADER", 'malformed MIME header initial line: " A: 1"');
  await fails(": 1\r\n\r\n", "BAD_HEADER", 'malformed MIME header line: ": 1"');
  await fails("A: \0\r\n\r\n", "BAD_HEADER", 'malformed MIME header line: "A: \\x00"');
});

test("nothing of a malformed trailer is taken over", async () => {
  const trailer = new Header();
  const br = new Reader(new PiecesReader("A: 1\r\nB 2\r\n\r\n"));
  await assert.rejects(readTrailer(br, trailer), { code: "BAD_HEADER" });
  assert.equal(trailer.size, 0);
});

test("a stream that ends before the trailer is cut, and one that ends in it is too long", async () => {
  for (const bytes of ["", "\r", "A", "\n"]) await fails(bytes, "UNEXPECTED_EOF", ended);
  for (const bytes of ["A:", "A: 1\r\n", "A: 1\r\n\r", "\r\r"]) await fails(bytes, "BAD_TRAILER", tooLong);
});

test("an error of the connection is an end like any other", async () => {
  for (const bytes of ["", "\r"]) await failsIn([bytes, timeout(), "\r\n"], "UNEXPECTED_EOF", ended);
  for (const bytes of ["A:", "A: 1\r\n\r"]) await failsIn([bytes, timeout(), "\n"], "BAD_TRAILER", tooLong);
});

test("a mistake in the program is thrown on", async () => {
  const mistake = new TypeError("x is not a function");
  for (const pieces of [[mistake], ["\r", mistake], ["A: 1\r\n", mistake]]) {
    const br = new Reader(new PiecesReader(...pieces));
    await assert.rejects(readTrailer(br, new Header()), (err) => err === mistake);
  }
});

test("the source is asked for no more than shows it, once for each piece", async () => {
  for (const [bytes, step, given, calls] of [
    ["\r\n", 1, 2, 2],
    ["\r\nGET / HTTP/1.1\r\n", 1, 2, 2],
    [`A: ${"x".repeat(1000)}\r\n\r\nGET`, 1, 1007, 1007],
    ["A: 1\r\n".repeat(1000), 1, 4096, 4096],
    ["A: 1\r\n".repeat(1000), 6000, 4096, 1],
    ["A: 1\r\n", 1, 6, 7],
  ] as const) {
    const source = new CountingReader(bytes, step);
    await readTrailer(new Reader(source), new Header()).catch(() => {});
    assert.deepEqual([source.given, source.calls], [given, calls], `${bytes.slice(0, 20)} ${step}`);
  }
});

const tooLong = "http: suspiciously long trailer after chunked body";
const ended = "http: unexpected EOF reading trailer";

/** Holds that these bytes are these trailers, in one piece and byte by byte, and what is left then. */
async function reads(bytes: string, fields: readonly (readonly string[])[], rest: string): Promise<void> {
  for (const step of [bytes.length, 1]) {
    const br = new Reader(new CountingReader(bytes, step));
    const trailer = new Header();
    await readTrailer(br, trailer);
    assert.deepEqual(plain(trailer), fields, JSON.stringify(bytes.slice(0, 100)));
    let left = "";
    for (let byte = await br.readByte(); byte !== null; byte = await br.readByte())
      left += String.fromCharCode(byte);
    assert.equal(left, rest, JSON.stringify(bytes.slice(0, 100)));
  }
}

/** Holds that these bytes are no trailers, in one piece and byte by byte. */
async function fails(bytes: string, code: string, message: string): Promise<void> {
  for (const pieces of [[bytes], [...bytes]]) await failsIn(pieces, code, message);
}

async function failsIn(pieces: readonly (string | Error)[], code: string, message: string): Promise<void> {
  const br = new Reader(new PiecesReader(...pieces));
  await assert.rejects(readTrailer(br, new Header()), { code, message }, JSON.stringify(pieces.slice(0, 20)));
}

function plain(header: Header): string[][] {
  return [...header].map(([name, values]) => [name, ...values]).sort();
}
