/**
 * Advisories about how much a peer can make the server take. What counts is how much the server reads before it
 * answers: nothing is kept that was not read, and nothing is made in a size that a peer states.
 *
 * The numbers are those of Go, which reads as much.
 */

import assert from "node:assert/strict";
import {
  answer,
  CountingBench,
  chunked,
  holds,
  ignore,
  lastAnswer,
  post,
  quiet,
  send,
  smuggled,
  tooLarge,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

/** More than any of these limits, but the default one of a header. */
const endless = 600_000;

test("CVE-2018-12121 (Node): of a header that does not end no more than the limit is read", async () => {
  const begin = "GET / HTTP/1.1\r\nHost: x\r\n";
  const headers = [
    `${begin}X: ${"y".repeat(endless)}`,
    begin + "A:\r\n".repeat(endless / 4),
    begin + "A: b\r\n c\r\n".repeat(endless / 10),
    `GET /${"y".repeat(endless)}`,
    "G".repeat(endless),
  ];
  for (const header of headers) {
    const { text, end, read } = await send(header, { maxHeaderBytes: 8192 });
    assert.deepEqual({ text, end, read }, { text: tooLarge, end: "fin", read: 8192 + 4096 });
  }
});

test("CVE-2018-12121 (Node): unless one is set the limit is 1 MiB, with 4 KiB of slop", async () => {
  const { text, end, read } = await send(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(1_100_000)}`);
  assert.deepEqual({ text, end, read }, { text: tooLarge, end: "fin", read: (1 << 20) + 4096 });
});

test("CVE-2023-39326 (Go): chunks that are little but extension are read no further than 16 KiB of it", async () => {
  const chunk = `1;${"a".repeat(100)}\r\nX\r\n`;
  const unread = await send(chunked(chunk.repeat(endless / chunk.length)), { handler: ignore });
  assert.equal(unread.text, lastAnswer("ignored /"));
  assert.equal(unread.end, "rst");
  assert.equal(unread.read, 24_375);
  const whole = await send(chunked(chunk.repeat(endless / chunk.length)));
  assert.match(whole.text, /<X{190}> chunked encoding contains too much non-data$/);
  assert.equal(whole.end, "rst");
  assert.equal(whole.read, 24_375);
});

test("CVE-2024-22019 (Node): of an extension that does not end no more than a buffer is read", async () => {
  const why = "header line too long";
  for (const body of [`1;${"a".repeat(endless)}`, `0;${"a".repeat(endless)}`, `1${" ".repeat(endless)}`]) {
    const { text, end, read } = await send(chunked(body));
    assert.deepEqual(
      { text, end, read },
      { text: lastAnswer(`POST / x -1 <> ${why}`), end: "rst", read: 4152 },
    );
  }
});

test("CVE-2024-21647 (Puma): extensions of an unread body are limited like those of a read one", async () => {
  const body = `1;${"a".repeat(4000)}\r\nX\r\n`.repeat(endless / 4000);
  const { text, end, read } = await send(chunked(body), { handler: ignore });
  assert.deepEqual({ text, end, read }, { text: lastAnswer("ignored /"), end: "rst", read: 20_180 });
});

test("CVE-2026-22815 (aiohttp): of trailers that do not end no more than a buffer is read", async () => {
  const why = "http: suspiciously long trailer after chunked body";
  for (const trailers of ["A: b\r\n".repeat(endless / 6), `A:${"b".repeat(endless)}`]) {
    const { text, end, read } = await send(chunked(`0\r\n${trailers}`));
    assert.deepEqual(
      { text, end, read },
      { text: lastAnswer(`POST / x -1 <> ${why}`), end: "rst", read: 4155 },
    );
  }
});

test("CVE-2023-39326 (Go): of a body that the handler leaves unread, 256 KiB are read, and then the connection ends", async () => {
  const left = (length: number): Promise<{ text: string; end: string; read: number }> =>
    send(post(`Content-Length: ${length}\r\n`, "b".repeat(length)), { handler: ignore });
  const head = (length: number): number => post(`Content-Length: ${length}\r\n`).length;
  const [most, one, more] = [262_143, 262_144, 262_145];
  assert.deepEqual(await left(most), { text: answer("ignored /"), end: "open", read: head(most) + most });
  assert.deepEqual(await left(one), { text: lastAnswer("ignored /"), end: "fin", read: head(one) + one });
  assert.deepEqual(await left(more), { text: lastAnswer("ignored /"), end: "fin", read: 4096 });
});

test("a chunked body that the handler leaves unread is read for 512 KiB at most", async () => {
  const body = `400\r\n${"b".repeat(1024)}\r\n`.repeat(endless / 1024);
  const { text, end, read } = await send(chunked(body), { handler: ignore });
  assert.equal(text, lastAnswer("ignored /"));
  assert.equal(end, "fin");
  assert(read > 512 * 1024 && read < 512 * 1024 * 1.02, `${read}`);
});

test("CVE-2013-2028 (nginx): nothing is made in a size that is only stated", async () => {
  for (const length of ["9007199254740991", "9007199254740993", "9223372036854775807"]) {
    const { text, end, read } = await send(post(`Content-Length: ${length}\r\n`, "b"), { handler: ignore });
    const head = post(`Content-Length: ${length}\r\n`).length;
    assert.deepEqual({ text, end, read }, { text: lastAnswer("ignored /"), end: "fin", read: head + 1 });
    await holds(post(`Content-Length: ${length}\r\n`, smuggled), [], "open");
  }
  for (const size of ["fffffff", "ffffffff", "7fffffffffffffff", "ffffffffffffffff"]) {
    const bytes = chunked(`${size}\r\nabc`);
    assert.deepEqual(await send(bytes, { handler: ignore }), { text: "", end: "open", read: bytes.length });
  }
});

test("CVE-2023-24534 (Go): lines that only look like fields cost nothing", async () => {
  await holds(
    post("Content-Length: 4000\r\n", `${"\n".repeat(4000)}${smuggled}`),
    [answer("ignored /"), answer("ignored /smuggled")],
    "open",
    { handler: ignore },
  );
});

test("CVE-2013-4450 (Node): while an answer is not taken, no further requests are", async () => {
  let asked = 0;
  const bench = new CountingBench({
    handler: async (w) => {
      asked++;
      await w.write("x".repeat(1_000_000));
    },
  });
  await bench.run(async () => {
    const client = await bench.dial();
    const flood = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(endless / 28)).catch(() => {});
    await quiet(() => `${bench.read} ${asked}`);
    assert.equal(asked, 1);
    assert.equal(bench.read, 4097);
    client.close();
    await flood;
  });
});

test("CVE-2021-31525 (Go): a Connection of a million tokens exhausts no stack", async () => {
  for (const tokens of [",".repeat(1_000_000), "a,".repeat(500_000)]) {
    const request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: ${tokens}close\r\n\r\n`;
    await holds(request, [lastAnswer("ignored /")], "fin", {
      handler: ignore,
      maxHeaderBytes: 4_000_000,
    });
  }
});
