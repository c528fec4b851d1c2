import assert from "node:assert/strict";
import { Reader } from "../../lib/bufio/mod.ts";
import type { Header } from "../../lib/http/header.ts";
import { readHeader, readLine } from "../../lib/http/read_header.ts";
import { PiecesReader, text, timeout } from "../bufio/ends.ts";
import { CountingReader } from "../fixtures/counting_reader.ts";
import { test } from "../fixtures/harness.ts";

test("a field is a name, a colon and a value, without the blanks around the value", async () => {
  await reads("A: 1\r\nB:2\r\nC:\t3 \t\r\nD:\r\nE: \r\nF: a : b\r\n\r\n", [
    ["A", "1"],
    ["B", "2"],
    ["C", "3"],
    ["D", ""],
    ["E", ""],
    ["F", "a : b"],
  ]);
});

test("nothing but the empty line is a header too", async () => {
  await reads("\r\n", []);
  await reads("\n", []);
});

test("names become canonical, and values of one name stay in their order", async () => {
  await reads("x-b: 1\r\nCONTENT-TYPE: t\r\nX-B: 2\r\nx-B:\r\n\r\n", [
    ["X-B", "1", "2", ""],
    ["Content-Type", "t"],
  ]);
});

test("a line may end with LF alone", async () => {
  await reads("A: 1\nB: 2\r\nC: 3\n\n", [
    ["A", "1"],
    ["B", "2"],
    ["C", "3"],
  ]);
});

test("what follows the empty line is left alone", async () => {
  const { br } = reader("A: 1\r\n\r\n B: 2\r\n\r\n");
  await readHeader(br);
  assert.equal(text(br.peekBuffered()), " B: 2\r\n\r\n");
});

test("a line that begins with a blank goes on with the field before it", async () => {
  await reads("A: 1\r\n 2\r\n\t \t3  \r\nB: 4\r\n\r\n", [
    ["A", "1 2 3"],
    ["B", "4"],
  ]);
  // The value may begin there.
  await reads("A:\r\n 1\r\n\r\n", [["A", "1"]]);
  await reads("A: 1\n 2\n\n", [["A", "1 2"]]);
  // What a fold brings is no field, whatever it looks like.
  await reads("A: 1\r\n Content-Length: 5\r\n\r\n", [["A", "1 Content-Length: 5"]]);
});

test("a fold of nothing but blanks leaves a blank behind the value, and ends no header", async () => {
  await reads("A: 1\r\n \r\nB: 2\r\n\r\n", [
    ["A", "1 "],
    ["B", "2"],
  ]);
  await reads("A: 1\r\n \r\n \r\n\r\n", [["A", "1  "]]);
  await reads("A:\r\n\t\r\n\r\n", [["A", ""]]);
});

test("no field comes before a fold: a first line that begins with a blank is none", async () => {
  await fails(" A: 1\r\n\r\n", 'malformed MIME header initial line: " A: 1"', "\r\n");
  await fails("\tA\r\n", 'malformed MIME header initial line: "\\tA"');
  await fails(` ${"x".repeat(79)}\r\n`, `malformed MIME header initial line: " ${"x".repeat(79)}"`);
  await fails(` ${"x".repeat(80)}\r\n`, "message too large");
  await fails(` ${"x".repeat(10_000)}`, "message too large");
  await fails(" ", 'malformed MIME header initial line: " "');
});

test("a line without a colon is no field", async () => {
  await fails("A\r\n\r\n", 'malformed MIME header: missing colon: "A"', "\r\n");
  await fails("A: 1\r\nB\r\n : 2\r\n\r\n", 'malformed MIME header: missing colon: "B"', " : 2\r\n\r\n");
  await fails("GET / HTTP/1.1\r\n", 'malformed MIME header: missing colon: "GET / HTTP/1.1"');
  await fails('"\\\xff\xc3\xa9\0\n', 'malformed MIME header: missing colon: "\\"\\\\\\xffé\\x00"');
  await fails("A\r\r\n", 'malformed MIME header: missing colon: "A\\r"');
});

test("a name is a token, but for blanks in it", async () => {
  await reads("A : 1\r\nb c: 2\r\n\r\n", [
    ["A ", "1"],
    ["b c", "2"],
  ]);
  await reads("!#$%&'*+-.^_`|~09: 1\r\n\r\n", [["!#$%&'*+-.^_`|~09", "1"]]);
  for (const line of [": 1", "A\t: 1", "A(: 1", "A/B: 1", '"A": 1', "[A]: 1", "A\x7f: 1", "A\0: 1"]) {
    await fails(`${line}\r\n\r\n`, `malformed MIME header line: ${quoted(line)}`, "\r\n");
  }
  await fails("\xc3\xa9: 1\r\n\r\n", 'malformed MIME header line: "é: 1"', "\r\n");
  await fails("\xff: 1\r\n\r\n", 'malformed MIME header line: "\\xff: 1"', "\r\n");
});

test("a value has no control characters but the tab", async () => {
  await reads("A: a\tb\r\nB: \x80\r\n\r\n", [
    ["A", "a\tb"],
    ["B", "\udc80"],
  ]);
  for (const [char, inQuotes] of [
    ["\0", "\\x00"],
    ["\x01", "\\x01"],
    ["\x0b", "\\v"],
    ["\x1b", "\\x1b"],
    ["\x7f", "\\x7f"],
    ["\r", "\\r"],
  ] as const) {
    await fails(`A: 1${char}2\r\n\r\n`, `malformed MIME header line: "A: 1${inQuotes}2"`, "\r\n");
  }
  // Only the CR of a CRLF belongs to the end of the line; the one of a fold does as well.
  await fails("A: 1\r\r\n\r\n", 'malformed MIME header line: "A: 1\\r"', "\r\n");
  await fails("A: 1\r\n \x01\r\n\r\n", 'malformed MIME header line: "A: 1 \\x01"', "\r\n");
});

test("bytes that are no UTF-8 are kept, each for itself", async () => {
  await reads("A: \xc3\xa9\xff\xe2\x82\r\n\r\n", [["A", "é\udcff\udce2\udc82"]]);
  // A byte order mark is a character like any other.
  await reads("A: \xef\xbb\xbfx\r\n\r\n", [["A", "\ufeffx"]]);
});

test("names of Object.prototype are names like any other", async () => {
  await reads("constructor: 1\r\n__proto__: 2\r\n\r\n", [
    ["Constructor", "1"],
    ["__proto__", "2"],
  ]);
});

test("a header that ends before its empty line is cut", async () => {
  for (const bytes of ["", "A: 1", "A: 1\r\n", "A: 1\r\n ", "A: 1\r\n 2", "A: 1\r\n 2\r\n"]) {
    for (const pieces of [[bytes], [...bytes]]) {
      await assert.rejects(
        readHeader(reader(...pieces).br),
        { code: "UNEXPECTED_EOF", message: "unexpected EOF" },
        JSON.stringify(bytes),
      );
    }
  }
  // What was cut in a line that is no field is malformed first.
  await fails("A: 1\r\nB", 'malformed MIME header: missing colon: "B"');
  await fails("A: 1\r", 'malformed MIME header line: "A: 1\\r"');
  await fails("A: 1\n\r", 'malformed MIME header: missing colon: "\\r"');
  await fails("A: 1\0", 'malformed MIME header line: "A: 1\\x00"');
});

test("an error of the connection is the header's", async () => {
  for (const bytes of ["A: 1\r\n", "A: 1\r\nB: 2\r\n"]) {
    const { br } = reader(bytes, timeout(), timeout());
    await assert.rejects(readHeader(br), { code: "DEADLINE_EXCEEDED", message: "i/o timeout" });
  }
});

test("an error in the middle of a line ends the line, and the next call asks again", async () => {
  const { br } = reader("A: 1", timeout(), "2\r\n\r\n");
  await assert.rejects(readHeader(br), { message: 'malformed MIME header: missing colon: "2"' });
});

test("an error where a fold might begin is forgotten: the next line is read all the same", async () => {
  await readsPieces(
    ["A: 1\r\n", timeout(), "B: 2\r\n\r\n"],
    [
      ["A", "1"],
      ["B", "2"],
    ],
  );
  await readsPieces(["A: 1\r\n ", timeout(), "2\r\n\r\n"], [["A", "1 2"]]);
});

test("a mistake in the program is thrown on", async () => {
  const mistake = new TypeError("x is not a function");
  for (const pieces of [[mistake], ["A: 1\r\n", mistake], ["A: 1\r\n ", mistake], ["A: 1", mistake]]) {
    await assert.rejects(readHeader(reader(...pieces).br), (err) => err === mistake);
  }
});

test("a field may be longer than the buffer", async () => {
  const value = "v".repeat(10_000);
  const name = "N".repeat(5_000);
  await readsPieces(
    [`A: ${value}\r\n${name}: 1\r\nB: ${value}\r\n ${value}\r\n\r\n`],
    [
      ["A", value],
      [`N${"n".repeat(4_999)}`, "1"],
      ["B", `${value} ${value}`],
    ],
  );
});

test("a CRLF and a character that are torn by the end of the buffer are whole", async () => {
  for (let length = 4090; length <= 4100; length++) {
    const value = "v".repeat(length);
    await readsPieces(
      [`A: ${value}\r\nB: ${value}\xe2\x82\xac\r\n\r\n`],
      [
        ["A", value],
        ["B", `${value}€`],
      ],
    );
  }
});

test("readLine takes LF and CRLF off, and gives null at EOF", async () => {
  const { br } = reader("GET / HTTP/1.1\r\nb\n\r\nc\r\r\n\xff\r\nd");
  const lines: (string | null)[] = [];
  for (let line = await readLine(br); line !== null; line = await readLine(br)) lines.push(line);
  assert.deepEqual(lines, ["GET / HTTP/1.1", "b", "", "c\r", "\udcff", "d"]);
});

test("readLine gives a line that is longer than the buffer whole, but not if it is cut", async () => {
  const long = "x".repeat(10_000);
  assert.equal(await readLine(reader(`${long}\r\n`).br), long);
  assert.equal(await readLine(reader(...long, "\n").br), long);
  // What is left in the buffer is a line, and nothing is none.
  assert.equal(await readLine(reader("x".repeat(5_000)).br), "x".repeat(5_000));
  assert.equal(await readLine(reader("x".repeat(8_192)).br), null);
});

test("readLine refuses a line that is longer than its limit", async () => {
  assert.equal(await readLine(reader("12345\r\n").br, 5), "12345");
  await assert.rejects(readLine(reader("123456\r\n").br, 5), {
    code: "BAD_HEADER",
    message: "message too large",
  });
  const source = new PiecesReader("x".repeat(100_000));
  await assert.rejects(readLine(new Reader(source), 5), { message: "message too large" });
  assert.deepEqual(source.asked, [4096], "no more is read than shows it");
});

test("the source is asked for as many bytes as there are, once for each piece", async () => {
  const fold = `A: 1\r\n${" \t 2\r\n".repeat(500)}`;
  const long = `B: ${" ".repeat(5_000)}v${" ".repeat(5_000)}\r\n`;
  const many = "C: 3\r\n".repeat(500);
  const bytes = `${fold}${long}${many}\r\n`;
  const byByte = new CountingReader(bytes, 1);
  const header = await readHeader(new Reader(byByte));
  assert.deepEqual([header.get("A").length, header.get("B"), header.values("C").length], [1001, "v", 500]);
  assert.deepEqual([byByte.calls, byByte.given], [bytes.length, bytes.length]);
  const inOne = new CountingReader(bytes);
  await readHeader(new Reader(inOne));
  assert.equal(inOne.given, bytes.length);
  // The buffer is filled up at a line that is not whole, so a few reads are shorter than the buffer.
  const expected = bytes.length / 4096;
  assert.ok(inOne.calls <= 1.1 * expected + 2, `${inOne.calls} reads`);
});

/** A reader of these pieces, and where they come from. */
function reader(...pieces: (string | Error)[]): { br: Reader; source: PiecesReader } {
  const source = new PiecesReader(...pieces);
  return { br: new Reader(source), source };
}

/** Holds that these bytes are this header, in one piece and byte by byte. */
async function reads(bytes: string, fields: readonly (readonly string[])[]): Promise<void> {
  for (const pieces of [[bytes], [...bytes]]) {
    assert.deepEqual(plain(await readHeader(reader(...pieces).br)), fields, JSON.stringify(bytes));
  }
}

/** Holds that these pieces are this header. */
async function readsPieces(
  pieces: (string | Error)[],
  fields: readonly (readonly string[])[],
): Promise<void> {
  assert.deepEqual(plain(await readHeader(reader(...pieces).br)), fields, JSON.stringify(pieces));
}

/** Holds that these bytes are no header, for this reason, in one piece and byte by byte; and what is then left. */
async function fails(bytes: string, message: string, rest?: string): Promise<void> {
  for (const pieces of [[bytes], [...bytes]]) {
    const { br } = reader(...pieces);
    await assert.rejects(readHeader(br), { code: "BAD_HEADER", message }, JSON.stringify(bytes));
    if (rest !== undefined) assert.equal(text(await br.peek(rest.length + 1)), rest, JSON.stringify(bytes));
  }
}

function plain(header: Header): string[][] {
  return [...header].map(([name, values]) => [name, ...values]);
}

/** A text with nothing but ASCII in it, as Go quotes it. */
function quoted(ascii: string): string {
  const inner = JSON.stringify(ascii).slice(1, -1);
  return `"${inner.replaceAll("\\u00", "\\x").replaceAll("\x7f", "\\x7f")}"`;
}
