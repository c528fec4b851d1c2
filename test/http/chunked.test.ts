import assert from "node:assert/strict";
import { Reader } from "../../lib/bufio/mod.ts";
import { readAll } from "../../lib/http/body.ts";
import { ChunkedReader } from "../../lib/http/chunked.ts";
import { PiecesReader, text, timeout } from "../bufio/ends.ts";
import { CountingReader } from "../fixtures/counting_reader.ts";
import { test } from "../fixtures/harness.ts";

test("the data of all chunks is the body; what follows the last one is left alone", async () => {
  await reads("0\r\n", "");
  await reads("5\r\nhello\r\n0\r\n", "hello");
  await reads("5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n", "hello world");
  await reads("7\r\n0\r\n\r\n0\r\r\n0\r\n", "0\r\n\r\n0\r");
  await reads("1\r\n\0\r\n1\r\n\xff\r\n0\r\n", "\0\xff");
  const { br, chunks } = reader("1\r\na\r\n0\r\nA: 1\r\n\r\nGET");
  await readAll(chunks);
  assert.equal(text(br.peekBuffered()), "A: 1\r\n\r\nGET");
});

test("a size is hexadecimal, in digits of both cases, with zeros before it", async () => {
  await reads(`A\r\n${"x".repeat(10)}\r\na\r\n${"y".repeat(10)}\r\n0\r\n`, "x".repeat(10) + "y".repeat(10));
  await reads(`1F\r\n${"x".repeat(31)}\r\n000\r\n`, "x".repeat(31));
  await reads("0000000000000001\r\nx\r\n0000000000000000\r\n", "x");
});

test("an extension is passed over, and so are blanks at the end of the line", async () => {
  for (const line of [
    "1;a",
    "1;a=b",
    '1;a="b;c"',
    "1;",
    "1;;",
    "1 ",
    "1\t \t",
    "1;a \t",
    "1; a",
    "1;\0\xff",
  ]) {
    await reads(`${line}\r\nx\r\n0${line.slice(1)}\r\n`, "x");
  }
});

test("a size that is no number is refused", async () => {
  for (const [line, message] of [
    ["", "empty hex number for chunk length"],
    [" ", "empty hex number for chunk length"],
    [";a", "empty hex number for chunk length"],
    ["g", "invalid byte in chunk length"],
    ["0x1", "invalid byte in chunk length"],
    ["-1", "invalid byte in chunk length"],
    ["+1", "invalid byte in chunk length"],
    ["1_0", "invalid byte in chunk length"],
    ["1.", "invalid byte in chunk length"],
    [" 1", "invalid byte in chunk length"],
    ["1 ;a", "invalid byte in chunk length"],
    ["1\t;a", "invalid byte in chunk length"],
    ["1 1", "invalid byte in chunk length"],
    ["1,", "invalid byte in chunk length"],
    ["\xb9", "invalid byte in chunk length"],
    ["\0", "invalid byte in chunk length"],
  ] as const) {
    await fails(`${line}\r\nx\r\n0\r\n`, "", message);
  }
});

test("a size has 16 digits at most, be they zeros", async () => {
  await fails("00000000000000001\r\nx\r\n", "", "http chunk length too large");
  await fails("fffffffffffffffff\r\nx\r\n", "", "http chunk length too large");
  await fails(`${"0".repeat(4000)}\r\n`, "", "http chunk length too large");
  // Of two mistakes the one is told that comes first.
  await fails("g0000000000000001\r\n", "", "invalid byte in chunk length");
  await fails("0000000000000000g\r\n", "", "invalid byte in chunk length");
  await fails("00000000000000000g\r\n", "", "http chunk length too large");
});

test("a line ends with CRLF and has no other CR", async () => {
  await fails("1\nx\r\n0\r\n", "", "chunked line ends with bare LF");
  await fails("1;a\nx\r\n", "", "chunked line ends with bare LF");
  await fails("\n", "", "chunked line ends with bare LF");
  await fails("1\r\r\nx", "", "invalid CR in chunked line");
  await fails("1;a\rb\r\nx", "", "invalid CR in chunked line");
  await fails("1;a\rb\nx", "", "invalid CR in chunked line");
  await fails("\r1\r\nx", "", "invalid CR in chunked line");
  await fails("1\r\nx\r\n0\n", "x", "chunked line ends with bare LF");
});

test("CRLF and nothing else follows a chunk's data", async () => {
  for (const end of ["\n\r", "xx", "\rx", "\n0", "x\r", "0\r"]) {
    await fails(`1\r\nx${end}\n0\r\n`, "x", "malformed chunked encoding");
  }
  const { br, chunks } = reader("1\r\nxyz\r\n0\r\n");
  assert.equal((await readAll(chunks)).error?.message, "malformed chunked encoding");
  assert.equal(text(br.peekBuffered()), "\r\n0\r\n", "the two wrong bytes are gone, as in Go");
});

test("a line has less than 4096 bytes, and the end of the line fits into the buffer", async () => {
  const line = (length: number): string => `1;${"x".repeat(length - 2)}\r\n`;
  await reads(`${line(4094)}x\r\n0\r\n`, "x");
  await fails(`${line(4095)}x\r\n0\r\n`, "", "header line too long");
  const large = async (length: number): Promise<string> => {
    const chunks = new ChunkedReader(new Reader(new PiecesReader(`${line(length)}x\r\n0\r\n`), 8192));
    const { bytes, error } = await readAll(chunks);
    return error?.message ?? text(bytes) ?? "";
  };
  assert.equal(await large(4095), "x");
  assert.equal(await large(4096), "header line too long");
});

test("a body that ends before its last chunk's line is cut, wherever that is", async () => {
  const whole = "5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\n";
  // Behind how many bytes there is how much of the body.
  const bodyOf = (cut: number): string =>
    "hello".slice(0, Math.max(0, cut - 7)) + "abc".slice(0, Math.max(0, cut - 17));
  for (let cut = 0; cut < whole.length; cut++) {
    await fails(whole.slice(0, cut), bodyOf(cut), "unexpected EOF", "UNEXPECTED_EOF");
  }
});

test("an error of the connection comes after the data before it, and stays", async () => {
  for (const pieces of [["5\r\nhel"], ["3\r\nhel"], ["3\r\nhel\r"], ["3\r\nhel\r\n"], ["3\r\nhel\r\n5"]]) {
    const { chunks } = reader(...pieces, timeout(), "lo\r\n0\r\n");
    assert.equal(await readText(chunks, 10), "hel");
    for (const _ of [1, 2]) {
      await assert.rejects(readText(chunks, 10), { code: "DEADLINE_EXCEEDED", message: "i/o timeout" });
    }
  }
});

test("a mistake in the program is thrown on", async () => {
  const mistake = new TypeError("p is not iterable");
  for (const pieces of [[], ["5\r\nhel"], ["3\r\nhel"]]) {
    const { chunks } = reader(...pieces, mistake);
    await assert.rejects(readAll(chunks), (err) => err === mistake);
  }
});

test("one read takes what has come of several chunks", async () => {
  const { chunks, source } = reader("3\r\nabc\r\n2\r\nde\r\n", "5\r\nfghij\r\n0\r\n");
  assert.equal(await readText(chunks, 4), "abcd");
  assert.equal(await readText(chunks, 100), "e");
  assert.equal(source.asked.length, 1);
  assert.equal(await readText(chunks, 100), "fghij");
  assert.equal(source.asked.length, 2);
  assert.equal(chunks.done, true, "the last chunk is read with the data before it");
  assert.equal(await readText(chunks, 100), null);
  assert.equal(await readText(chunks, 100), null);
});

test("a read waits for all of a chunk that it has room for, as in Go", async () => {
  const { chunks, source } = reader("5\r\nabc", "de\r\n5\r\nfg", "hij\r\n0\r\n");
  assert.equal(await readText(chunks, 2), "ab");
  assert.equal(source.asked.length, 1);
  assert.equal(await readText(chunks, 4), "cdef");
  assert.equal(source.asked.length, 2);
  assert.equal(await readText(chunks, 100), "ghij");
  assert.equal(source.asked.length, 3);
});

test("a read that has data does not wait for the end of a chunk, nor for the line of the next one", async () => {
  for (const rest of ["", "\r", "\r\n", "\r\n2", "\r\n2;a=b\r"]) {
    const { chunks, source } = reader(`3\r\nabc${rest}`, `${"\r\n2;a=b\r\nde\r\n0\r\n".slice(rest.length)}`);
    assert.equal(await readText(chunks, 100), "abc");
    assert.equal(source.asked.length, 1, JSON.stringify(rest));
    assert.equal(await readText(chunks, 100), "de", JSON.stringify(rest));
  }
});

test("a read that has data and the next chunk's line waits for its data, as in Go", async () => {
  const { chunks, source } = reader("3\r\nabc\r\n2\r\n", "de\r\n0\r\n");
  assert.equal(await readText(chunks, 100), "abcde");
  assert.equal(source.asked.length, 2);
});

test("a wrong line behind data is told by the read after it", async () => {
  const { chunks } = reader("3\r\nabc\r\nx\r\n");
  assert.equal(await readText(chunks, 100), "abc");
  await assert.rejects(readText(chunks, 100), { code: "BAD_CHUNK", message: "invalid byte in chunk length" });
});

test("an empty read takes no data", async () => {
  const { chunks } = reader("3\r\nabc\r\n0\r\n");
  assert.equal(await readText(chunks, 0), "");
  assert.equal(await readText(chunks, 100), "abc");
});

test("16 KB more than data may come, at 16 bytes and twice the data for each chunk", async () => {
  /** A chunk of one byte, whose line has so many bytes more than are let pass. */
  const over = (n: number): string => `1;${"x".repeat(14 + n)}\r\ny\r\n`;
  const enough = over(1024).repeat(16);
  await readsOnce(`${enough}0\r\n`, 16);
  await failsAfter(`${enough}${over(1)}0\r\n`, 16);
  // Chunks of a byte each are fine, however many.
  await readsOnce(`${enough}${over(0).repeat(1000)}0\r\n`, 1016);
  // The last chunk is let pass, whatever its line.
  await readsOnce(`${enough}0;${"x".repeat(4000)}\r\n`, 16);
  // Data makes up for what came before it, but not for what comes later.
  const large = `2000\r\n${"z".repeat(0x2000)}\r\n`;
  await readsOnce(`${enough}${large}${enough}0\r\n`, 32 + 0x2000);
  await failsAfter(`${large.repeat(3)}${enough}${over(1)}0\r\n`, 16 + 3 * 0x2000);
});

test("a size that nobody can send is a size: nothing is made of it, and it is counted as Go's int64", async () => {
  for (const [size, message] of [
    ["7fffffffffffffff", "unexpected EOF"],
    ["8000000000000000", "unexpected EOF"],
    ["ffffffffffffffff", "unexpected EOF"],
    ["1fffffffffffff", "unexpected EOF"],
    ["3fffffffffffffff", "unexpected EOF"],
    // Twice these is below zero in an int64, so that they seem to be no data at all.
    ["4000000000000010", "chunked encoding contains too much non-data"],
    ["c000000000000010", "chunked encoding contains too much non-data"],
    ["BFFFFFFFFFFFE000", "unexpected EOF"],
  ] as const) {
    const { bytes, error } = await readAll(reader(`${size}\r\nabc`).chunks);
    const body = message === "unexpected EOF" ? "abc" : "";
    assert.deepEqual([text(bytes), error?.message], [body, message], size);
  }
});

test("the source is asked for as many bytes as there are, once for each piece", async () => {
  const bytes = `${"1;x\r\na\r\n".repeat(500)}1000\r\n${"b".repeat(4096)}\r\n0\r\n`;
  const byByte = new CountingReader(bytes, 1);
  assert.equal((await readAll(new ChunkedReader(new Reader(byByte)))).bytes.length, 4596);
  assert.deepEqual([byByte.calls, byByte.given], [bytes.length, bytes.length]);
  const inOne = new CountingReader(bytes);
  assert.equal((await readAll(new ChunkedReader(new Reader(inOne)))).bytes.length, 4596);
  assert.deepEqual([inOne.calls <= bytes.length / 4096 + 2, inOne.given], [true, bytes.length]);
});

/** A reader of the chunks in these pieces. */
function reader(...pieces: (string | Error)[]): { br: Reader; chunks: ChunkedReader; source: PiecesReader } {
  const source = new PiecesReader(...pieces);
  const br = new Reader(source);
  return { br, chunks: new ChunkedReader(br), source };
}

/** Holds that these bytes are this body, in one piece and byte by byte. */
async function reads(bytes: string, body: string): Promise<void> {
  for (const pieces of [[bytes], [...bytes]]) {
    const { chunks } = reader(...pieces);
    const { bytes: read, error } = await readAll(chunks);
    assert.deepEqual([text(read), error, chunks.done], [body, null, true], JSON.stringify(bytes));
  }
}

/** Holds that these bytes are this body up to this mistake, which is told again and again. */
async function fails(bytes: string, body: string, message: string, code = "BAD_CHUNK"): Promise<void> {
  for (const pieces of [[bytes], [...bytes]]) {
    const { chunks } = reader(...pieces);
    for (const expected of [body, ""]) {
      const { bytes: read, error } = await readAll(chunks);
      const got = [text(read), error?.code, error?.message, chunks.done];
      assert.deepEqual(got, [expected, code, message, false], JSON.stringify(bytes));
    }
  }
}

/** Reads up to `n` bytes once. */
async function readText(chunks: ChunkedReader, n: number): Promise<string | null> {
  const p = new Uint8Array(n);
  const got = await chunks.read(p);
  return got === null ? null : text(p.subarray(0, got));
}

/** Holds that these bytes are a body of this length. */
async function readsOnce(bytes: string, length: number): Promise<void> {
  const { bytes: body, error } = await readAll(reader(bytes).chunks);
  assert.deepEqual([body.length, error], [length, null]);
}

/** Holds that a body is given up after so many bytes, as there is too little data in it. */
async function failsAfter(bytes: string, length: number): Promise<void> {
  const { bytes: body, error } = await readAll(reader(bytes).chunks);
  assert.deepEqual([body.length, error?.message], [length, "chunked encoding contains too much non-data"]);
}
