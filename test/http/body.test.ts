import assert from "node:assert/strict";
import { Reader } from "../../lib/bufio/mod.ts";
import { type Framing, MessageBody, makeBody, noBody, readAll } from "../../lib/http/body.ts";
import { Header } from "../../lib/http/header.ts";
import { PiecesReader, text, timeout } from "../bufio/ends.ts";
import { CountingReader } from "../fixtures/counting_reader.ts";
import { test } from "../fixtures/harness.ts";

test("what has no body has none, and can be read and closed", async () => {
  const br = new Reader(new PiecesReader("next"));
  const options = { trailer: new Header(), closing: false };
  assert.equal(makeBody(br, { kind: "none" }, options), noBody);
  assert.equal(makeBody(br, { kind: "content-length", length: 0 }, options), noBody);
  assert.equal(await noBody.read(new Uint8Array(5)), null);
  await noBody.close();
  assert.equal(await noBody.read(new Uint8Array(5)), null);
  assert.ok(makeBody(br, { kind: "content-length", length: 1 }, options) instanceof MessageBody);
  assert.ok(makeBody(br, { kind: "chunked" }, options) instanceof MessageBody);
  assert.ok(makeBody(br, { kind: "until-close" }, options) instanceof MessageBody);
});

test("a body with a length ends after so many bytes, and what follows is left alone", async () => {
  const { br, body } = message({ kind: "content-length", length: 5 }, "hel", "lo, next");
  assert.equal(body.unread, 5);
  assert.equal(await readText(body, 100), "hel");
  assert.deepEqual([body.unread, body.sawEof], [2, false]);
  assert.equal(await readText(body, 100), "lo");
  assert.deepEqual([body.unread, body.sawEof], [0, true], "the end is seen with the last bytes");
  assert.equal(await readText(body, 100), null);
  assert.equal(await readText(body, 100), null);
  assert.equal(text(br.peekBuffered()), ", next");
});

test("a body that is cut tells it once, and then has ended", async () => {
  for (const sent of ["", "hel"]) {
    const { body } = message({ kind: "content-length", length: 5 }, sent);
    const { bytes, error } = await readAll(body);
    assert.deepEqual([text(bytes), error?.code, error?.message], [sent, "UNEXPECTED_EOF", "unexpected EOF"]);
    assert.equal(body.sawEof, true);
    assert.equal(await readText(body, 1), null);
  }
});

test("a body until the end of the connection is as long as the connection", async () => {
  const { body } = message({ kind: "until-close" }, "GET / ", "HTTP/1.1\r\n\r\n");
  assert.equal(body.unread, 0);
  const { bytes, error } = await readAll(body);
  assert.deepEqual([text(bytes), error, body.sawEof], ["GET / HTTP/1.1\r\n\r\n", null, true]);
});

test("an error of the connection is the reader's, and the connection is asked again", async () => {
  for (const framing of [{ kind: "content-length", length: 5 }, { kind: "until-close" }] as const) {
    const { body } = message(framing, "hel", timeout(), "lo");
    assert.equal(await readText(body, 100), "hel");
    await assert.rejects(readText(body, 100), { code: "DEADLINE_EXCEEDED", message: "i/o timeout" });
    assert.equal(body.sawEof, false);
    assert.equal(await readText(body, 100), "lo");
    assert.equal(await readText(body, 100), null);
  }
});

test("a chunked body has the trailers read behind it, with its last bytes", async () => {
  const trailer = new Header();
  trailer.declare("A");
  const { br, body } = message({ kind: "chunked" }, "5\r\nhello\r\n0\r\nA: 1\r\nb: 2\r\n\r\nnext", {
    trailer,
  });
  assert.equal(await readText(body, 3), "hel");
  assert.deepEqual([body.sawEof, body.unread, trailer.values("A")], [false, 0, []]);
  assert.equal(await readText(body, 3), "lo");
  assert.deepEqual([body.sawEof, trailer.get("A"), trailer.get("B")], [true, "1", "2"]);
  assert.equal(await readText(body, 3), null);
  assert.equal(text(br.peekBuffered()), "next");
});

test("the last chunk may come later than the data before it", async () => {
  const { body, trailer } = message({ kind: "chunked" }, "5\r\nhello\r\n", "0\r\nA: 1\r\n\r\n");
  assert.equal(await readText(body, 100), "hello");
  assert.deepEqual([body.sawEof, trailer.has("A")], [false, false]);
  assert.equal(await readText(body, 100), null);
  assert.deepEqual([body.sawEof, trailer.get("A")], [true, "1"]);
});

test("a chunked body that is malformed or cut tells it again and again", async () => {
  for (const [bytes, code, messageText] of [
    ["3\r\nabc\r\nx\r\n", "BAD_CHUNK", "invalid byte in chunk length"],
    ["3\r\nabc\r\n", "UNEXPECTED_EOF", "unexpected EOF"],
  ] as const) {
    const { body } = message({ kind: "chunked" }, bytes);
    assert.equal(await readText(body, 100), "abc");
    for (const _ of [1, 2]) await assert.rejects(readText(body, 100), { code, message: messageText });
    assert.deepEqual([body.sawEof, body.closed], [false, false]);
  }
});

test("trailers that cannot be read are told once, behind the data, and close the body", async () => {
  for (const [end, code, messageText] of [
    ["", "UNEXPECTED_EOF", "http: unexpected EOF reading trailer"],
    ["A: 1\r\n", "BAD_TRAILER", "http: suspiciously long trailer after chunked body"],
    ["A 1\r\n\r\n", "BAD_HEADER", 'malformed MIME header: missing colon: "A 1"'],
  ] as const) {
    for (const pieces of [[`3\r\nabc\r\n0\r\n${end}`], ["3\r\nabc\r\n", `0\r\n${end}`]]) {
      const { body, trailer } = message({ kind: "chunked" }, ...pieces);
      assert.equal(await readText(body, 100), "abc");
      await assert.rejects(readText(body, 100), { code, message: messageText });
      await assert.rejects(readText(body, 100), afterClose);
      assert.deepEqual([body.sawEof, body.closed, trailer.size], [false, true, 0]);
      await body.close();
    }
  }
});

test("the end is told once, as soon as it is seen", async () => {
  for (const [framing, pieces] of [
    [{ kind: "content-length", length: 5 }, ["hello"]],
    [{ kind: "chunked" }, ["5\r\nhello\r\n0\r\n\r\n"]],
  ] as const) {
    const { body } = message(framing, ...pieces);
    let ends = 0;
    body.onHitEof(() => ends++);
    await readText(body, 3);
    assert.equal(ends, 0);
    await readText(body, 3);
    assert.equal(ends, 1);
    await readText(body, 3);
    await body.close();
    assert.equal(ends, 1);
  }
});

test("an early end is an end, trailers that cannot be read are none", async () => {
  for (const [framing, sent, expected] of [
    [{ kind: "content-length", length: 5 }, "hel", 1],
    [{ kind: "until-close" }, "hel", 1],
    [{ kind: "chunked" }, "3\r\nhel\r\n", 0],
    [{ kind: "chunked" }, "3\r\nhel\r\n0\r\nA", 0],
  ] as const) {
    const { body } = message(framing, sent);
    let ends = 0;
    body.onHitEof(() => ends++);
    await readAll(body);
    assert.equal(ends, expected, `${framing.kind} ${sent}`);
  }
});

test("closing reads the rest, so that the next message begins where the connection stands", async () => {
  for (const [framing, sent] of [
    [{ kind: "content-length", length: 9 }, "hello, ab"],
    [{ kind: "chunked" }, "5\r\nhello\r\n4\r\n, ab\r\n0\r\nA: 1\r\n\r\n"],
  ] as const) {
    for (const taken of [0, 3, 9]) {
      const { br, body, trailer } = message(framing, `${sent}next`);
      if (taken > 0) await readText(body, taken);
      await body.close();
      assert.equal(text(await br.peek(10)), "next");
      assert.deepEqual([body.closed, body.sawEof, body.closedEarly], [true, true, false]);
      assert.equal(trailer.get("A"), framing.kind === "chunked" ? "1" : "");
      await body.close();
      await assert.rejects(readText(body, 1), afterClose);
    }
  }
});

test("closing reads nothing where the connection ends anyway, but trailers", async () => {
  const cut = message({ kind: "content-length", length: 5 }, { closing: true }, "hello");
  await cut.body.close();
  assert.deepEqual([cut.source.asked, cut.body.sawEof, cut.body.closedEarly], [[], false, false]);
  const chunked = message({ kind: "chunked" }, { closing: true }, "5\r\nhello\r\n0\r\nA: 1\r\n\r\n");
  await chunked.body.close();
  assert.deepEqual([chunked.body.sawEof, chunked.trailer.get("A")], [true, "1"]);
});

test("closing reads 256 KB at most", async () => {
  const limit = 256 << 10;
  for (const [framing, length, early, given] of [
    // A length that is known to be more is not even begun.
    [{ kind: "content-length", length: limit + 1 }, limit + 1, true, 0],
    // Go finds out with the last byte that it is one too many to look behind it.
    [{ kind: "content-length", length: limit }, limit, true, limit],
    [{ kind: "content-length", length: limit - 1 }, limit, false, limit - 1],
    [{ kind: "until-close" }, limit + 1, true, limit],
    [{ kind: "until-close" }, limit - 1, false, limit - 1],
  ] as const) {
    const source = new CountingReader(new Uint8Array(length));
    const body = new MessageBody(new Reader(source), framing, { trailer: new Header(), closing: false });
    await body.close();
    assert.deepEqual([body.closedEarly, source.given], [early, given], `${framing.kind} ${length}`);
  }
});

test("what was read before counts for the length that is left, not for what closing reads", async () => {
  const limit = 256 << 10;
  const source = new CountingReader(new Uint8Array(limit + 1000));
  const framing: Framing = { kind: "content-length", length: limit + 1000 };
  const body = new MessageBody(new Reader(source), framing, { trailer: new Header(), closing: false });
  for (let left = 1001; left > 0; ) left -= (await body.read(new Uint8Array(left))) ?? left;
  assert.equal(body.unread, limit - 1);
  await body.close();
  assert.deepEqual([body.closedEarly, body.sawEof, source.given], [false, true, limit + 1000]);
});

test("closing tells what is wrong with the rest, once", async () => {
  for (const [framing, sent, code] of [
    [{ kind: "content-length", length: 5 }, "hel", "UNEXPECTED_EOF"],
    [{ kind: "chunked" }, "3\r\nhel\r\nx\r\n", "BAD_CHUNK"],
    [{ kind: "chunked" }, "3\r\nhel\r\n0\r\nA: 1\r\n", "BAD_TRAILER"],
  ] as const) {
    const { body } = message(framing, sent);
    await assert.rejects(body.close(), { code });
    assert.equal(body.closed, true);
    await body.close();
    await assert.rejects(readText(body, 1), afterClose);
  }
});

test("discard reads up to a limit, and says whether that was all", async () => {
  const framing: Framing = { kind: "content-length", length: 10 };
  const { body } = message(framing, "0123456789next");
  assert.deepEqual(await body.discard(4), { n: 4, ended: false });
  assert.equal(await readText(body, 2), "45");
  assert.deepEqual(await body.discard(4), { n: 4, ended: false }, "the end is behind the limit");
  assert.deepEqual(await body.discard(4), { n: 0, ended: true });
  await body.close();
  await assert.rejects(body.discard(4), afterClose);
  assert.deepEqual(await message(framing, "0123456789next").body.discard(11), { n: 10, ended: true });
  await assert.rejects(message(framing, "012").body.discard(11), { code: "UNEXPECTED_EOF" });
});

test("calls that are not awaited are carried out one after the other", async () => {
  const { body } = message({ kind: "chunked" }, "2\r\nab\r\n", "2\r\ncd\r\n", "0\r\n\r\n");
  const calls = [readText(body, 2), readText(body, 2), readText(body, 2), body.close(), readText(body, 2)];
  const results = await Promise.allSettled(calls);
  assert.deepEqual(
    results.map((r) => (r.status === "fulfilled" ? r.value : r.reason.code)),
    ["ab", "cd", null, undefined, "BODY_READ_AFTER_CLOSE"],
  );
});

test("a call after one that failed is carried out", async () => {
  const { body } = message({ kind: "content-length", length: 5 }, "he", timeout(), "llo");
  const results = await Promise.allSettled([readText(body, 5), readText(body, 5), readText(body, 5)]);
  assert.deepEqual(
    results.map((r) => (r.status === "fulfilled" ? r.value : r.reason.code)),
    ["he", "DEADLINE_EXCEEDED", "llo"],
  );
});

test("a mistake in the program is thrown on", async () => {
  const mistake = new TypeError("p is not iterable");
  for (const kind of ["chunked", "until-close"] as const) {
    await assert.rejects(readAll(message({ kind }, mistake).body), (err) => err === mistake);
    await assert.rejects(message({ kind }, mistake).body.close(), (err) => err === mistake);
  }
  const { body } = message({ kind: "chunked" }, "1\r\na\r\n0\r\n", mistake);
  await assert.rejects(readAll(body), (err) => err === mistake);
});

test("readAll gives what came before an error, and the error", async () => {
  const { bytes, error } = await readAll(new PiecesReader("abc", "d", timeout(), "e"));
  assert.deepEqual([text(bytes), error?.code], ["abcd", "DEADLINE_EXCEEDED"]);
  const whole = await readAll(new PiecesReader("abc", "d"));
  assert.deepEqual([text(whole.bytes), whole.error], ["abcd", null]);
  assert.equal((await readAll(new CountingReader(new Uint8Array(100_000), 999))).bytes.length, 100_000);
});

test("a body is read from the connection once, and no more of it than is there", async () => {
  const length = 100_000;
  for (const [framing, sent] of [
    [{ kind: "content-length", length }, "x".repeat(length)],
    [{ kind: "until-close" }, "x".repeat(length)],
    [{ kind: "chunked" }, `${`3e8\r\n${"x".repeat(1000)}\r\n`.repeat(100)}0\r\n\r\n`],
  ] as const) {
    for (const step of [50, 50_000]) {
      const source = new CountingReader(sent, step);
      const options = { trailer: new Header(), closing: false };
      const { bytes, error } = await readAll(new MessageBody(new Reader(source), framing, options));
      assert.deepEqual([bytes.length, error, source.given], [length, null, sent.length]);
      // One read goes straight through the buffer when it is larger.
      const expected = sent.length / Math.min(step, 4096);
      assert.ok(source.calls <= 1.1 * expected + 2, `${framing.kind}: ${source.calls} reads`);
    }
  }
});

const afterClose = { code: "BODY_READ_AFTER_CLOSE", message: "http: invalid Read on closed Body" };

/** A body that is framed so, of a connection that gives these pieces. */
function message(
  framing: Framing,
  ...given: (string | Error | { trailer?: Header; closing?: boolean })[]
): { br: Reader; body: MessageBody; trailer: Header; source: PiecesReader } {
  const pieces = given.filter((x) => typeof x === "string" || x instanceof Error);
  const options = Object.assign(
    { trailer: new Header(), closing: false },
    ...given.filter((x) => !pieces.includes(x as string)),
  );
  const source = new PiecesReader(...pieces);
  const br = new Reader(source);
  return { br, body: new MessageBody(br, framing, options), trailer: options.trailer, source };
}

/** Reads up to `n` bytes once. */
async function readText(body: MessageBody, n: number): Promise<string | null> {
  const p = new Uint8Array(n);
  const got = await body.read(p);
  return got === null ? null : text(p.subarray(0, got));
}
