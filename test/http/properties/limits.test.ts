/** What a client sends is held in memory up to a limit, and never more of it than that, however it comes. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/bytes.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { again, CutBench } from "../../fixtures/cut_bench.ts";
import { test } from "../../fixtures/harness.ts";
import { chunkedOnce, message, runs } from "../../fixtures/messages.ts";
import { Gate, quiet } from "../../fixtures/serve.ts";

/** What is read beyond maxHeaderBytes before a header is refused, in bytes. */
const slop = 4096;
/** The size of the buffer in front of the connection: what may have been read with what came before. */
const buffer = 4096;

const ok: Handler = async (w) => void (await w.write("ok"));

/** Headers of a given length, each long in another place. */
const shapes: Readonly<Record<string, (length: number) => string>> = {
  target: (n) => padded(n, "GET /", "t", " HTTP/1.1\r\nHost: x\r\n\r\n"),
  value: (n) => padded(n, "GET / HTTP/1.1\r\nHost: x\r\nA: ", "v", "\r\n\r\n"),
  name: (n) => padded(n, "GET / HTTP/1.1\r\nHost: x\r\n", "n", ": 1\r\n\r\n"),
  blanks: (n) => padded(n, "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n", " ", "2\r\n\r\n"),
  folds: (n) => padded(n, "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n", " 2, 22, 222, 2222\r\n", "\r\n"),
  fields: (n) => padded(n, "GET / HTTP/1.1\r\nHost: x\r\n", "B: 1, 11, 111, 1111\r\n", "\r\n"),
};

/** A text of this length: a beginning, a middle as often as it fits, the rest of it in the end's field, and an end. */
function padded(length: number, begin: string, middle: string, end: string): string {
  const room = length - begin.length - end.length;
  const times = Math.max(0, Math.floor(room / middle.length) - 1);
  const rest = room - times * middle.length;
  const last =
    middle.length === 1
      ? middle.repeat(rest)
      : `${middle.slice(0, -2)}${"x".repeat(rest - middle.length)}\r\n`;
  return begin + middle.repeat(times) + last + end;
}

const shape = fc.constantFrom(...Object.keys(shapes));
const sizes = fc.array(fc.integer({ min: 50, max: 6000 }), { minLength: 1, maxLength: 5 });

test("a header is read up to its limit and 4096 bytes, and then refused", async () => {
  const maxHeaderBytes = 500;
  const limit = maxHeaderBytes + slop;
  const length = fc.oneof(
    fc.integer({ min: 200, max: 12_000 }),
    fc.integer({ min: limit - 3, max: limit + 3 }),
  );
  await new CutBench({ handler: ok, maxHeaderBytes }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(shape, length, sizes, async (name, n, cuts) => {
        const bytes = shapes[name]?.(n) ?? "";
        assert.equal(bytes.length, n);
        bench.read = 0;
        const answers = await bench.answers(bytes, again(cuts));
        assert.equal(answers.slice(0, 13), n <= limit ? "HTTP/1.1 200 " : "HTTP/1.1 431 ");
        assert.equal(bench.read, Math.min(n, limit));
      }),
      runs(100),
    );
  });
});

test("behind other requests no more is read than what the buffer had already", async () => {
  const maxHeaderBytes = 500;
  const limit = maxHeaderBytes + slop;
  const before = fc
    .array(message, { minLength: 1, maxLength: 3 })
    .map((ms) => ms.map(({ bytes }) => bytes).join(""));
  const length = fc.oneof(
    fc.integer({ min: 200, max: limit }),
    fc.integer({ min: limit + buffer + 1, max: 12_000 }),
  );
  await new CutBench({ handler: ok, maxHeaderBytes }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(before, shape, length, sizes, async (first, name, n, cuts) => {
        bench.read = 0;
        const answers = await bench.answers(first + (shapes[name]?.(n) ?? ""), again(cuts));
        assert.equal(answers.includes("HTTP/1.1 431 "), n > limit);
        assert.ok(bench.read <= first.length + Math.min(n, limit + buffer), `${bench.read} bytes were read`);
      }),
      runs(100),
    );
  });
});

test("a body of megabytes is never further ahead of the handler than the buffer is large", async () => {
  const length = 4 << 20;
  const bodies = {
    length: new Uint8Array(length),
    chunked: encode(`${chunkedOnce("\0".repeat(length))}\r\n`),
  };
  /** How much of the framing the handler has been led past, at most. */
  const framing = { length: (_: number) => 0, chunked: (n: number) => 8 * (Math.floor(n / 4096) + 1) };
  const way = fc.constantFrom("length", "chunked");
  // 1 KB at a time; and a few other sizes, among them such as are read past the buffer.
  const piece = fc.oneof(fc.constant(1024), fc.integer({ min: 500, max: 12_000 }));
  await fc.assert(
    fc.asyncProperty(way, piece, fc.boolean(), async (kind, size, isFast) => {
      const field = kind === "length" ? `Content-Length: ${length}` : "Transfer-Encoding: chunked";
      const head = `POST / HTTP/1.1\r\nHost: x\r\n${field}\r\n\r\n`;
      let ahead = 0;
      let handed = 0;
      const handler: Handler = async (w, r) => {
        const p = new Uint8Array(size);
        for (let n = await r.body.read(p); n !== null; n = await r.body.read(p)) {
          handed += n;
          ahead = Math.max(ahead, bench.read - head.length - handed - framing[kind](handed));
        }
        await w.write("ok");
      };
      const bench = new CutBench({ handler });
      await bench.run(async () => {
        const sent = concatBytes([encode(head), bodies[kind]]);
        const answers = await bench.answers(sent, isFast ? [] : again([1000, 3000]));
        assert.match(answers, /^HTTP\/1\.1 200 OK\r\n/);
        assert.equal(bench.read, sent.length);
      });
      assert.equal(handed, length);
      assert.ok(ahead <= buffer, `${ahead} bytes ahead`);
    }),
    runs(8),
  );
});

test("a body that nobody reads stays where it is until the handler answers, and then not much of it is read", async () => {
  const length = 1 << 20;
  const kept = 256 << 10;
  for (const [field, body, read] of [
    // More than 256 KB: not even begun, but for what came with the header.
    [`Content-Length: ${length}`, new Uint8Array(length), buffer],
    // Nobody knows before, so 256 KB are read before the answer, and 256 KB when the body is closed, as in Go.
    [
      "Transfer-Encoding: chunked",
      encode(`${chunkedOnce("\0".repeat(length))}\r\n`),
      2 * kept + 8 * 129 + buffer,
    ],
    [`Content-Length: ${kept - 1}`, new Uint8Array(kept - 1), kept + buffer],
  ] as const) {
    const gate = new Gate();
    let readBefore = -1;
    const handler: Handler = async (w) => {
      await gate.opened;
      readBefore = bench.read;
      await w.write("ok");
    };
    const bench = new CutBench({ handler });
    await bench.run(async () => {
      const head = encode(`POST / HTTP/1.1\r\nHost: x\r\n${field}\r\n\r\n`);
      const answered = bench.answers(concatBytes([head, body]));
      await quiet();
      gate.open();
      assert.match(await answered, /^HTTP\/1\.1 200 OK\r\n/);
      assert.ok(readBefore <= buffer, `${readBefore} bytes before the handler answered`);
      assert.ok(bench.read <= read, `${bench.read} bytes of ${field}`);
    });
  }
});

function encode(ascii: string): Uint8Array {
  return new TextEncoder().encode(ascii);
}
