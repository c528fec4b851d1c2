/**
 * Servers that send without end: the client gives up after as many bytes as Go's does, and with its words. Counted is
 * what the client takes from the connection; more than that it cannot keep.
 */

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { VirtualClock } from "../../../lib/clock.ts";
import { EoflabError } from "../../../lib/errors.ts";
import { Client } from "../../../lib/http/client/client.ts";
import { Transport } from "../../../lib/http/client/transport.ts";
import { type Conn, formatAddr, type Network } from "../../../lib/net/conn.ts";
import { ConnWrapper } from "../../../lib/net/conn_wrapper.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { test } from "../../fixtures/harness.ts";
import { quiet } from "../../fixtures/serve.ts";
import { allHeard } from "../../fixtures/unheard.ts";

/** What a server sends: a beginning, each character one byte, and then one piece again and again. */
interface Sent {
  readonly begin?: string;
  readonly again: string;
}

/** What came of it. */
interface Met {
  /** How many bytes the client took from its first connection. */
  readonly taken: number;
  /** The status, and how many bytes of the body were read. */
  readonly got: string;
  readonly error: string | null;
  readonly log: readonly string[];
  /** How many connections there were. */
  readonly dials: number;
}

/** Counts what is read. */
class CountedConn extends ConnWrapper {
  taken = 0;

  override async read(p: Uint8Array): Promise<number | null> {
    const n = await this.inner.read(p);
    this.taken += n ?? 0;
    return n;
  }
}

/** Asks such a server, reads so much of the answer's body, and closes it. */
async function meet(sent: Sent, read: number, maxResponseHeaderBytes = 0): Promise<Met> {
  const clock = new VirtualClock();
  const memory = pipeNetwork(clock);
  const conns: CountedConn[] = [];
  const network: Network = {
    ...memory,
    dial: async (addr) => {
      const conn = new CountedConn(await memory.dial(addr));
      conns.push(conn);
      return conn;
    },
  };
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const addr = formatAddr(listener.addr);
  const log: string[] = [];
  const transport = new Transport({
    network,
    clock,
    maxResponseHeaderBytes,
    errorLog: (line) => log.push(line),
  });
  const client = new Client({ transport, clock });
  const serving = serve(listener.accept(), sent).then(() => serve(listener.accept(), theEnd));
  let got = "";
  let error: string | null = null;
  await allHeard(async () => {
    try {
      const { status, body } = await client.get(`http://${addr}`);
      got = `${status}`;
      const p = new Uint8Array(32 * 1024);
      let n = 0;
      try {
        for (let m: number | null = 0; n < read && m !== null; n += m ?? 0) {
          m = await body.read(p.subarray(0, read - n));
        }
      } finally {
        got = `${status}, ${n} bytes`;
        // Whoever reads ahead has the time to do so.
        await quiet();
        await body.close();
      }
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      error = err.message.replace(addr, "SERVER");
    }
    await quiet();
    client.closeIdleConnections();
    listener.close();
    await serving;
  });
  assert.equal(clock.pending, 0, "no timer is left behind");
  return { taken: conns[0]?.taken ?? 0, got, error, log, dials: conns.length };
}

/** What a second connection is answered with. */
const theEnd: Sent = { begin: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend", again: "" };

/** How much a server sends at most, in bytes: a client that takes all of it has no limit. */
const withoutEnd = 16 << 20;

/** Sends until the client ends the connection. */
async function serve(accepted: Promise<Conn>, { begin = "", again }: Sent): Promise<void> {
  try {
    const conn = await accepted;
    try {
      await conn.read(new Uint8Array(4096));
      await conn.write(latin1(begin));
      const piece = latin1(again.repeat(Math.ceil(16_384 / (again.length || 1))));
      for (let n = 0; piece.length > 0 && n < withoutEnd; n += piece.length) await conn.write(piece);
      await conn.read(new Uint8Array(1));
    } finally {
      conn.close();
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

const ok = "HTTP/1.1 200 OK\r\n";
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const long = "a".repeat(4000);

// Of all that follows, the client of Go 1.26.8 says the same to the same, and takes as much; tried by hand.

const endlessHeaders: readonly [name: string, sent: Sent][] = [
  ["of no line at all", { again: "a" }],
  ["of a status line", { begin: "HTTP/1.1 200 ", again: "a" }],
  ["of a field's name", { begin: ok, again: "a" }],
  ["of a field's value", { begin: `${ok}A: `, again: "a" }],
  ["of fields", { begin: ok, again: "A: b\r\n" }],
  ["of folded lines", { begin: `${ok}A: b`, again: "\r\n c" }],
  ["of blanks that fold a line", { begin: `${ok}A: b\r\n`, again: " " }],
  ["of 100 Continue", { again: "HTTP/1.1 100 Continue\r\n\r\n" }],
  ["of 103 Early Hints", { again: "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" }],
  ["of long informational answers", { again: `HTTP/1.1 102 Processing\r\nA: ${long}\r\n\r\n` }],
];

for (const [name, sent] of endlessHeaders) {
  test(`a header without end, ${name}: the limit is what is read, to the byte`, async () => {
    const limit = 64 * 1024;
    const { taken, got, error, dials } = await meet(sent, 0, limit);
    assert.deepEqual([taken, got, dials], [limit, "", 1]);
    assert.equal(error, tooLarge(limit));
  });
}

test("without a limit of the caller's own it is 10 MiB", async () => {
  const limit = 10 << 20;
  const { taken, error } = await meet({ begin: `${ok}A: `, again: "a" }, 0);
  assert.deepEqual([taken, error], [limit, tooLarge(limit)]);
});

function tooLarge(limit: number): string {
  return `Get "http://SERVER": net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded ${limit} bytes; aborted`;
}

test("a first line of blanks is given up before the limit", async () => {
  const { taken, error } = await meet({ begin: ok, again: " " }, 0);
  assert.equal(
    error,
    'Get "http://SERVER": net/http: HTTP/1.x transport connection broken: message too large',
  );
  assert(taken <= ok.length + bufferSize, `${taken} bytes`);
});

/** The size of the buffer that a connection is read through, in bytes. */
const bufferSize = 4096;

const endlessBodies: readonly [name: string, sent: Sent, read: number, got: string, error: string][] = [
  [
    "an extension of a chunk without end",
    { begin: `${chunked}5;`, again: "a" },
    Number.POSITIVE_INFINITY,
    "200, 0 bytes",
    "header line too long",
  ],
  [
    "a chunk's size without end",
    { begin: chunked, again: "0" },
    Number.POSITIVE_INFINITY,
    "200, 0 bytes",
    "header line too long",
  ],
  [
    "a trailer of a field without end",
    { begin: `${chunked}0\r\nA: `, again: "a" },
    Number.POSITIVE_INFINITY,
    "200, 0 bytes",
    "http: suspiciously long trailer after chunked body",
  ],
  [
    "trailers without end",
    { begin: `${chunked}0\r\n`, again: "A: b\r\n" },
    Number.POSITIVE_INFINITY,
    "200, 0 bytes",
    "http: suspiciously long trailer after chunked body",
  ],
];

for (const [name, sent, read, got, error] of endlessBodies) {
  test(`${name}: no more than a buffer of it is read`, async () => {
    const met = await meet(sent, read);
    assert.deepEqual([met.got, met.error], [got, error]);
    assert(met.taken <= (sent.begin?.length ?? 0) + bufferSize, `${met.taken} bytes`);
  });
}

test("chunks that are extensions rather than data: 16 KiB more of those than of data are read", async () => {
  for (const [extension, got] of [
    [long, "200, 4 bytes"],
    [long.slice(0, 100), "200, 190 bytes"],
  ] as const) {
    const met = await meet({ begin: chunked, again: `1;${extension}\r\nx\r\n` }, Number.POSITIVE_INFINITY);
    assert.deepEqual([met.got, met.error], [got, "chunked encoding contains too much non-data"]);
    // For each chunk 16 bytes and twice its data are free.
    assert(met.taken <= chunked.length + 16 * 1024 + 190 * 24 + bufferSize, `${met.taken} bytes`);
  }
});

const tooLong = 'Get "http://SERVER": net/http: HTTP/1.x transport connection broken: bad Content-Length';
const unreadable: readonly [name: string, begin: string, error: string | null][] = [
  ["a Content-Length of 2^63 - 1", `${ok}Content-Length: 9223372036854775807\r\n\r\n`, null],
  ["one of 2^63", `${ok}Content-Length: 9223372036854775808\r\n\r\n`, `${tooLong} "9223372036854775808"`],
  ["a chunk of 2^63 - 1 bytes", `${chunked}7fffffffffffffff\r\n`, null],
  ["a chunk of 2^64 - 1 bytes", `${chunked}ffffffffffffffff\r\n`, null],
  ["a body until the connection's end", `${ok}\r\n`, null],
];

for (const [name, begin, error] of unreadable) {
  test(`${name}: who reads ten bytes of it and closes it gets them, and the rest is not read`, async () => {
    const met = await meet({ begin, again: "x" }, 10);
    assert.deepEqual([met.got, met.error], [error === null ? "200, 10 bytes" : "", error]);
    assert(met.taken <= begin.length + bufferSize, `${met.taken} bytes`);
  });
}

test("a body that is closed unread is not read", async () => {
  const begin = `${ok}Content-Length: 1000000000\r\n\r\n`;
  const { taken, got } = await meet({ begin, again: "x" }, 0);
  assert.equal(got, "200, 0 bytes");
  assert(taken <= begin.length + bufferSize, `${taken} bytes`);
});

test("tiny chunks without end: what they hold is read one after the other, and nothing ahead", async () => {
  const chunk = "1\r\nx\r\n";
  const count = 20_000;
  const { taken, got, error } = await meet({ begin: chunked, again: chunk }, count);
  assert.deepEqual([got, error], [`200, ${count} bytes`, null]);
  assert(taken >= chunk.length * count - 2 && taken <= chunked.length + chunk.length * count + bufferSize);
});

test("an answer that redirects has its body read for 2 KiB at most, and its connection is closed", async () => {
  const begin = "HTTP/1.1 302 Found\r\nLocation: /end\r\n";
  const chunk = "1\r\nx\r\n";
  for (const [framing, again, most] of [
    ["", "x", 2048],
    ["Transfer-Encoding: chunked\r\n", chunk, 2048 * chunk.length],
  ] as const) {
    const met = await meet({ begin: `${begin}${framing}\r\n`, again }, Number.POSITIVE_INFINITY);
    assert.deepEqual([met.got, met.error, met.dials], ["200, 3 bytes", null, 2]);
    assert(met.taken <= begin.length + framing.length + 2 + most + bufferSize, `${met.taken} bytes`);
  }
});

test("what comes unasked after an answer costs a buffer, and the connection", async () => {
  const begin = `${ok}Content-Length: 1\r\n\r\nx`;
  const { taken, log } = await meet({ begin, again: "y" }, Number.POSITIVE_INFINITY);
  assert(taken <= begin.length + bufferSize, `${taken} bytes`);
  assert.equal(log.length, 1);
  const [line = ""] = log;
  assert.match(line, /^Unsolicited response received on idle HTTP channel starting with "y+"; err=<nil>$/);
  assert(line.length < 2 * bufferSize, `a line of ${line.length}`);
});

/** Packed, 64 MiB of nothing. */
const bomb = String.fromCharCode(...gzipSync(new Uint8Array(64 << 20)));

test("of a body in gzip that unpacks to a thousand times its size, what is not asked for is not read", async () => {
  const begin = `${ok}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
  assert(bomb.length > 15 * bufferSize);
  for (const read of [10, 1 << 20]) {
    const { taken, got, error } = await meet({ begin: begin + bomb, again: "" }, read);
    assert.deepEqual([got, error], [`200, ${read} bytes`, null]);
    // Go takes one buffer. Node's DecompressionStream is given 16 KiB more before it says that it is full.
    assert(taken <= begin.length + 6 * bufferSize, `${taken} bytes for ${read}`);
  }
});
