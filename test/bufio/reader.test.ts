import assert from "node:assert/strict";
import fc from "fast-check";
import { Reader } from "../../lib/bufio/mod.ts";
import { type EoflabError, is } from "../../lib/errors.ts";
import type { LazyReader, Waiter } from "../../lib/io.ts";
import { test } from "../fixtures/harness.ts";
import { bytes, PiecesReader, text, timeout } from "./ends.ts";

test("read gives what is buffered, and asks the source once if nothing is", async () => {
  const source = new PiecesReader("abcdef", "gh");
  const r = new Reader(source, 16);
  assert.equal(await readText(r, 4), "abcd");
  assert.equal(r.buffered, 2);
  assert.equal(await readText(r, 4), "ef");
  assert.equal(await readText(r, 4), "gh");
  assert.equal(await readText(r, 4), null);
  assert.deepEqual(source.asked, [16, 16, 16]);
});

test("a read as large as the buffer goes straight to the source", async () => {
  const source = new PiecesReader("abcdef", "gh", timeout());
  const r = new Reader(source, 16);
  assert.equal(await readText(r, 20), "abcdef");
  assert.equal(r.buffered, 0);
  assert.equal(await readText(r, 16), "gh");
  await assert.rejects(readText(r, 16), { code: "DEADLINE_EXCEEDED" });
  assert.equal(await readText(r, 16), null);
  assert.deepEqual(source.asked, [20, 16, 16, 16]);
});

test("an empty read asks nobody, and takes nothing", async () => {
  const r = new Reader(new PiecesReader("ab"));
  assert.equal(await r.read(new Uint8Array(0)), 0);
  await r.peek(1);
  assert.equal(await r.read(new Uint8Array(0)), 0);
  assert.equal(r.buffered, 2);
});

test("a buffer has 16 bytes at least", () => {
  assert.equal(new Reader(new PiecesReader(), 1).size, 16);
  assert.equal(new Reader(new PiecesReader()).size, 4096);
});

test("peek reads on until there is enough, and takes nothing", async () => {
  const r = new Reader(new PiecesReader("ab", "cd", "ef"), 16);
  assert.equal(text(await r.peek(3)), "abc");
  assert.equal(text(await r.peek(4)), "abcd");
  assert.equal(text(r.peekBuffered()), "abcd");
  assert.equal(await readText(r, 10), "abcd");
  assert.equal(text(r.peekBuffered()), "");
});

test("peek gives fewer bytes when the stream ends before; they stay readable", async () => {
  const r = new Reader(new PiecesReader("abc"), 16);
  assert.equal(text(await r.peek(4)), "abc");
  assert.equal(await readText(r, 10), "abc");
  assert.equal(text(await r.peek(1)), "");
});

test("peek throws the source's error when there are too few bytes; they stay readable", async () => {
  const r = new Reader(new PiecesReader("abc", timeout(), "de"), 16);
  await assert.rejects(r.peek(4), { code: "DEADLINE_EXCEEDED", message: "i/o timeout" });
  assert.equal(text(await r.peek(3)), "abc");
  assert.equal(text(await r.peek(5)), "abcde");
});

test("peek for more than the buffer holds, or for less than nothing, asks nobody", async () => {
  const source = new PiecesReader("abc");
  const r = new Reader(source, 16);
  await assert.rejects(r.peek(17), { code: "BUFFER_FULL", message: "bufio: buffer full" });
  await assert.rejects(r.peek(-1), { code: "NEGATIVE_COUNT", message: "bufio: negative count" });
  await assert.rejects(r.discard(-1), { code: "NEGATIVE_COUNT" });
  assert.deepEqual(source.asked, []);
});

test("discard passes over bytes, and says how many there were", async () => {
  const r = new Reader(new PiecesReader("abcdefghijklmnop", "qrstuvwxyz", timeout(), "1234"), 16);
  assert.equal(await r.discard(0), 0);
  assert.equal(await r.discard(20), 20);
  assert.equal(await readText(r, 2), "uv");
  await assert.rejects(r.discard(5), { code: "DEADLINE_EXCEEDED" });
  assert.equal(await r.discard(5), 4);
});

test("readByte gives one byte after the other, then null", async () => {
  const r = new Reader(new PiecesReader("a", "\0"));
  assert.deepEqual([await r.readByte(), await r.readByte(), await r.readByte()], [97, 0, null]);
});

test("readLine takes LF and CRLF off, and nothing else", async () => {
  const r = new Reader(new PiecesReader("a\r\nb\n\r\n\n", "c\rd\r\r\n e"), 16);
  assert.deepEqual(await linesOf(r), ["a", "b", "", "", "c\rd\r", " e"]);
});

test("a line longer than the buffer comes in parts, and its CRLF is not torn apart", async () => {
  const r = new Reader(new PiecesReader("123456789012345\r", "\n1234567890123456", "\nx\n"), 16);
  assert.deepEqual(await r.readLine().then(plain), { line: "123456789012345", isPrefix: true });
  assert.deepEqual(await r.readLine().then(plain), { line: "", isPrefix: false });
  assert.deepEqual(await r.readLine().then(plain), { line: "1234567890123456", isPrefix: true });
  assert.deepEqual(await r.readLine().then(plain), { line: "", isPrefix: false });
  assert.deepEqual(await r.readLine().then(plain), { line: "x", isPrefix: false });
});

test("an error in the middle of a line ends the line and is forgotten; the next call asks again", async () => {
  const r = new Reader(new PiecesReader("GET / HT", timeout(), "TP/1.1\n", timeout()));
  assert.deepEqual(await r.readLine().then(plain), { line: "GET / HT", isPrefix: false });
  assert.deepEqual(await r.readLine().then(plain), { line: "TP/1.1", isPrefix: false });
  await assert.rejects(r.readLine(), { code: "DEADLINE_EXCEEDED" });
  assert.equal(await r.readLine(), null);
});

test("readSlice gives the bytes up to and with the delimiter", async () => {
  const r = new Reader(new PiecesReader("5;a=", "b\r\nhello"), 16);
  assert.equal(text(await r.readSlice(10)), "5;a=b\r\n");
  assert.equal(text(await r.readSlice(10)), "hello");
  assert.equal(await r.readSlice(10), null);
});

test("readSlice throws when the buffer is full, and at an error; the bytes stay readable", async () => {
  const r = new Reader(new PiecesReader("12345678901234567\nab", timeout(), "c\n"), 16);
  await assert.rejects(r.readSlice(10), { code: "BUFFER_FULL" });
  assert.equal(await r.discard(10), 10);
  assert.equal(text(await r.readSlice(10)), "1234567\n");
  await assert.rejects(r.readSlice(10), { code: "DEADLINE_EXCEEDED" });
  assert.equal(text(await r.readSlice(10)), "abc\n");
});

test("a source that gives no bytes a hundred times makes no progress", async () => {
  const empty = new Array<string>(100).fill("");
  const r = new Reader(new PiecesReader(...empty, ...empty.slice(1), "x"));
  await assert.rejects(r.peek(1), {
    code: "NO_PROGRESS",
    message: "multiple Read calls return no data or error",
  });
  assert.equal(text(await r.peek(1)), "x");
});

test("read asks a source that gives no bytes only once", async () => {
  const r = new Reader(new PiecesReader("", "x"));
  assert.equal(await readText(r, 1), "");
  assert.equal(await readText(r, 1), "x");
});

test("a mistake of the source is thrown on unchanged, and not kept", async () => {
  const mistake = new TypeError("p is not iterable");
  const r = new Reader(new PiecesReader("ab", mistake, "c\n"));
  await assert.rejects(r.readLine(), (err) => err === mistake);
  assert.deepEqual(await r.readLine().then(plain), { line: "abc", isPrefix: false });
});

test("a source that says it gave more than was asked for, or no number, is a mistake", async () => {
  for (const n of [17, -1, Number.NaN]) {
    const r = new Reader({ read: () => Promise.resolve(n) }, 16);
    await assert.rejects(r.peek(1), RangeError);
    await assert.rejects(r.read(new Uint8Array(16)), RangeError);
    const readFor = (waiter: Waiter<number>): void => queueMicrotask(() => waiter.resolve(n));
    const lazily = new Reader({ read: () => n, readFor }, 16);
    await assert.rejects(Promise.resolve(lazily.fillTo(1)), RangeError);
  }
});

/** A source that reads for somebody: it asks for memory when a piece comes. */
class LazySource implements LazyReader {
  /** How much memory it was given for each piece. */
  readonly given: number[] = [];
  readonly #pieces: (string | EoflabError | null)[];
  constructor(...pieces: (string | EoflabError | null)[]) {
    this.#pieces = pieces;
  }
  read(p: Uint8Array): Promise<number | null> {
    return new Promise((resolve, reject) => this.readFor({ resolve, reject }, () => p));
  }
  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array): void {
    const piece = this.#pieces.shift() ?? null;
    if (typeof piece === "string") {
      const p = memory();
      this.given.push(p.length);
      p.set(bytes(piece));
      waiter.resolve(piece.length);
    } else if (piece === null) {
      waiter.resolve(null);
    } else {
      waiter.reject(piece);
    }
  }
}

test("while no buffer is held, a source that reads lazily is asked without one", async () => {
  const source = new LazySource("ab", "cdef", "g");
  const r = new Reader(source, 16);
  assert.equal(text(await r.peek(4)), "abcd");
  // The second time the buffer is there, and what is free of it is given.
  assert.deepEqual(source.given, [16, 14]);
  assert.equal(await r.discard(6), 6);
  r.release();
  assert.equal(await r.fillTo(1), true);
  assert.deepEqual(source.given, [16, 14, 16]);
});

test("how a source ended that reads lazily is told once, and then it is asked again", async () => {
  const source = new LazySource(null, timeout(), "", "ab", null);
  const r = new Reader(source, 16);
  assert.equal(await r.fillTo(1), false);
  await assert.rejects(Promise.resolve(r.fillTo(1)), { code: "DEADLINE_EXCEEDED" });
  assert.equal(await r.fillTo(3), false);
  assert.equal(text(await r.peek(2)), "ab");
});

test("discardBuffered passes over what is there, and no more", async () => {
  const r = new Reader(new PiecesReader("abc", "d"), 16);
  assert.equal(text(await r.peek(1)), "a");
  r.discardBuffered(2);
  assert.equal(text(r.peekBuffered()), "c");
  r.discardBuffered(5);
  assert.equal(await readText(r, 4), "d");
});

test("fillTo says whether so much is there, and takes nothing", async () => {
  const r = new Reader(new PiecesReader("ab", "c", timeout()), 16);
  assert.equal(await r.fillTo(3), true);
  assert.equal(r.fillTo(3), true);
  await assert.rejects(Promise.resolve(r.fillTo(4)), { code: "DEADLINE_EXCEEDED" });
  assert.equal(await r.fillTo(4), false);
  assert.equal(await readText(r, 4), "abc");
});

test("release does nothing while bytes are unread or a read is under way", async () => {
  let arrive = (_: number): void => {};
  let p: Uint8Array = new Uint8Array(0);
  const r = new Reader({
    read: (q) => {
      p = q;
      return new Promise((resolve) => {
        arrive = resolve;
      });
    },
  });
  const peeked = r.peek(2);
  r.release();
  assert.throws(() => r.reset(new PiecesReader()), { code: "INVALID_ARGUMENT" });
  p.set(bytes("ab"));
  arrive(2);
  assert.equal(text(await peeked), "ab");
  r.release();
  assert.equal(await readText(r, 2), "ab");
});

test("reset forgets the bytes", async () => {
  const r = new Reader(new PiecesReader("abc"));
  await r.peek(1);
  r.reset(new PiecesReader("def"));
  assert.equal(await readText(r, 9), "def");
  await r.peek(1);
  r.reset(new PiecesReader("g"));
  assert.equal(await readText(r, 9), "g");
});

test("any pieces, any calls: the bytes of the stream in their order, and then its end", async () => {
  // A source that ends with an error keeps its error, as a connection does.
  const alphabet = fc.constantFrom("a", "b", "\r", "\n", "\n");
  const piece = fc.string({ unit: alphabet, minLength: 1, maxLength: 30 });
  const call = fc.record({
    do: fc.constantFrom("read", "peek", "discard", "readLine", "readSlice", "readByte", "release"),
    n: fc.nat(24),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 16, max: 20 }),
      fc.array(call, { maxLength: 30 }),
      async (pieces, fails, size, calls) => {
        const errors = fails ? calls.map(timeout) : [];
        const r = new Reader(new PiecesReader(...pieces, ...errors, ...errors), size);
        const model = new Model(pieces.join(""), fails, size);
        for (const c of calls) {
          const got = await outcome(r, c.do, c.n);
          assert.ok(model.allows(c.do, c.n, got), `${c.do} ${c.n}: ${JSON.stringify(got)}`);
          assert.ok(r.buffered <= size && r.buffered <= model.rest.length);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

/** What a call ended with, as text; what is thrown is the code of an error. */
type Outcome = { value: string | number | boolean | null } | { thrown: string };

async function outcome(r: Reader, name: string, n: number): Promise<Outcome> {
  try {
    return { value: await call(r, name, n) };
  } catch (err) {
    if (is(err, "BUFFER_FULL")) return { thrown: "BUFFER_FULL" };
    if (is(err, "DEADLINE_EXCEEDED")) return { thrown: "DEADLINE_EXCEEDED" };
    throw err;
  }
}

async function call(r: Reader, name: string, n: number): Promise<string | number | boolean | null> {
  switch (name) {
    case "read":
      return await readText(r, n);
    case "peek":
      return text(await r.peek(n));
    case "discard":
      return await r.discard(n);
    case "readLine": {
      const got = await r.readLine();
      return got === null ? null : `${text(got.line)}${got.isPrefix ? "..." : ""}`;
    }
    case "readSlice":
      return text(await r.readSlice(10));
    case "readByte":
      return await r.readByte();
    default:
      r.release();
      return null;
  }
}

/** The stream as one text, whatever the pieces. It knows what each call may say, and which bytes that takes. */
class Model {
  /** What is unread. */
  rest: string;
  readonly #fails: boolean;
  readonly #size: number;

  constructor(stream: string, fails: boolean, size: number) {
    this.rest = stream;
    this.#fails = fails;
    this.#size = size;
  }

  allows(name: string, n: number, got: Outcome): boolean {
    const { rest } = this;
    if (name === "release") return true;
    if (name === "read" && n > 0 && rest !== "") {
      // How many bytes it gives is up to the pieces.
      const value = "value" in got && typeof got.value === "string" ? got.value : "";
      this.rest = rest.slice(value.length);
      return value !== "" && value.length <= n && rest.startsWith(value);
    }
    const [want, taken] = this.#want(name, n);
    this.rest = rest.slice(taken);
    return JSON.stringify(want) === JSON.stringify(got);
  }

  #want(name: string, n: number): [Outcome, taken: number] {
    const { rest } = this;
    const lf = rest.slice(0, this.#size).indexOf("\n");
    const isFull = lf === -1 && rest.length >= this.#size;
    switch (name) {
      case "read":
        return n === 0 ? [{ value: "" }, 0] : [this.#end(null), 0];
      case "peek":
        if (n > this.#size) return [{ thrown: "BUFFER_FULL" }, 0];
        return [rest.length < n ? this.#end(rest) : { value: rest.slice(0, n) }, 0];
      case "discard":
        return rest.length < n ? [this.#end(rest.length), rest.length] : [{ value: n }, n];
      case "readByte":
        return rest === "" ? [this.#end(null), 0] : [{ value: rest.charCodeAt(0) }, 1];
      case "readSlice":
        if (lf !== -1) return [{ value: rest.slice(0, lf + 1) }, lf + 1];
        if (isFull) return [{ thrown: "BUFFER_FULL" }, 0];
        return [this.#end(rest === "" ? null : rest), this.#fails ? 0 : rest.length];
      default: {
        if (lf !== -1) return [{ value: rest.slice(0, lf).replace(/\r$/, "") }, lf + 1];
        const part = rest.slice(0, this.#size);
        if (isFull) return [{ value: `${part.replace(/\r$/, "")}...` }, part.replace(/\r$/, "").length];
        return [rest === "" ? this.#end(null) : { value: rest }, rest.length];
      }
    }
  }

  /** What a call says that met the end: `value` at EOF. */
  #end(value: string | number | boolean | null): Outcome {
    return this.#fails ? { thrown: "DEADLINE_EXCEEDED" } : { value };
  }
}

async function readText(r: Reader, n: number): Promise<string | null> {
  const p = new Uint8Array(n);
  const got = await r.read(p);
  return got === null ? null : text(p.subarray(0, got));
}

async function linesOf(r: Reader): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  for (let got = await r.readLine(); got !== null; got = await r.readLine()) lines.push(text(got.line));
  return lines;
}

function plain(
  got: { line: Uint8Array; isPrefix: boolean } | null,
): { line: string | null; isPrefix: boolean } | null {
  return got === null ? null : { line: text(got.line), isPrefix: got.isPrefix };
}
