/**
 * The lingering close: where the client may still be sending, the server ends its answer with FIN and closes half a
 * second later. Go: net/http server.go closeWriteAndWait, and who calls it.
 */

import assert from "node:assert/strict";
import { readAll } from "../../../lib/http/body.ts";
import { maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import type { ServerOptions } from "../../../lib/http/server/server.ts";
import { test } from "../../fixtures/harness.ts";
import { type Bench, get, lastOk, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

const hello: Handler = async (w) => void (await w.write("hello"));

const post = (length: number, fields = ""): string =>
  `POST / HTTP/1.1\r\nHost: x\r\n${fields}Content-Length: ${length}\r\n\r\n`;

const chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

const KB256 = 256 * 1024;

const readTwo: Handler = async (w, r) => {
  await readAll(maxBytesReader(w, r.body, 2));
  await w.write("hello");
};

/** When the server has closed the socket of its first connection, in ms; `null` if it has not. */
function closedAt(bench: Bench): number | null {
  return bench.recorder.events.find((e) => e.name === "rwc.close")?.t ?? null;
}

const lingering: readonly [what: string, options: ServerOptions, pieces: string[]][] = [
  [
    "a header that is too long",
    { handler: hello, maxHeaderBytes: 1 },
    [`GET / HTTP/1.1\r\nX: ${"x".repeat(5000)}`],
  ],
  ["a body beyond maxBytesReader's limit", { handler: readTwo }, [`${post5}12345`]],
  ["more than 256 KB of a body that nobody reads", { handler: hello }, [post(KB256 + 1)]],
  ["that, when the body comes all the same", { handler: hello }, [post(KB256 + 1), "x".repeat(KB256 + 1)]],
  [
    "exactly 256 KB, when they have been read behind the answer",
    { handler: hello },
    [post(KB256), "x".repeat(KB256)],
  ],
  [
    "256 KB and more in chunks, of which so much is read before the answer, and so much behind it",
    { handler: hello },
    [`${chunked}80001\r\n`, "x".repeat(2 * KB256 + 1)],
  ],
  [
    "a large body that the handler closes",
    {
      handler: async (w, r) => {
        await r.body.close();
        await w.write("hello");
      },
    },
    [post(KB256 + 1)],
  ],
];

for (const [what, options, pieces] of lingering) {
  test(`it lingers after ${what}`, async () => {
    await withServer(options, async (bench) => {
      const talk = await bench.talk();
      for (const piece of pieces) await talk.send(piece);
      assert.equal(talk.end, "fin");
      assert.match(talk.text, /^HTTP\/1\.1 (200|431) .*\r\n\r\n(hello|431 .*Large)$/s);
      assert(talk.text.includes("\r\nConnection: close\r\n"));
      const { text } = talk;
      await bench.clock.advance(499);
      assert.equal(closedAt(bench), null);
      await bench.clock.advance(1);
      assert.equal(closedAt(bench), 500);
      assert.equal(talk.text, text, "nothing more is said, and nothing is lost");
      talk.close();
    });
  });
}

const notLingering: readonly [what: string, options: ServerOptions, pieces: string[]][] = [
  ["what is no request", { handler: hello }, ["GARBAGE\r\n\r\n"]],
  [
    "a transfer coding that it does not know",
    { handler: hello },
    ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n"],
  ],
  [
    "an answer that ends the connection",
    { handler: hello },
    [get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")],
  ],
  ["one whose large body nobody reads", { handler: hello }, [post(300_000, "Connection: close\r\n")]],
  [
    "a large body whose client waits to be told to send it",
    { handler: hello },
    [post(300_000, "Expect: 100-continue\r\n")],
  ],
  ["an expectation that it does not know", { handler: hello }, [post(300_000, "Expect: more\r\n")]],
  ["a body that breaks", { handler: hello }, [`${chunked}zz\r\n`]],
  ["a handler that throws", { handler: () => Promise.reject(new Error("oh")) }, [post(300_000)]],
];

for (const [what, options, pieces] of notLingering) {
  test(`it does not linger after ${what}`, async () => {
    await withServer(options, async (bench) => {
      const talk = await bench.talk();
      for (const piece of pieces) await talk.send(piece);
      assert.notEqual(talk.end, "open");
      assert.equal(closedAt(bench), 0);
      talk.close();
    });
  });
}

test("a body of exactly 256 KB that the handler closes counts as left, though it was read to its end: as in Go", async () => {
  const handler: Handler = async (w, r) => {
    await r.body.close();
    await w.write("hello");
  };
  const chunks = (length: number): string =>
    `${chunked}${length.toString(16)}\r\n${"x".repeat(length)}\r\n0\r\n\r\n`;
  const requests: [request: string, answer: string, end: string][] = [
    [post(KB256 - 1) + "x".repeat(KB256 - 1), ok("hello"), "open"],
    [post(KB256) + "x".repeat(KB256), ok("hello"), "fin"],
    [chunks(KB256 - 1), ok("hello"), "open"],
    [chunks(KB256), lastOk("hello"), "fin"],
  ];
  for (const [request, answer, end] of requests) {
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(request);
      await quiet();
      assert.deepEqual([talk.text, talk.end], [answer, end]);
      await bench.clock.advance(500);
      assert.equal(closedAt(bench), end === "open" ? null : 500);
      talk.close();
    });
  }
});

test("until that much was read of chunks, it waits for more of them", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(`${chunked}80001\r\n`);
    await talk.send("x".repeat(KB256));
    assert.equal(talk.text, "", "the answer may still promise to go on");
    await talk.send("x");
    assert.deepEqual([talk.text, talk.end], [lastOk("hello"), "open"]);
    await talk.send("x".repeat(KB256 - 1));
    assert.equal(talk.end, "open");
    await talk.send("x");
    assert.equal(talk.end, "fin");
    talk.close();
    await bench.clock.advance(500);
  });
});

test("what the client sends meanwhile is not read, and meets the close with a reset", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post(KB256 + 1));
    await talk.send(get);
    assert.deepEqual([talk.text, talk.end], [lastOk("hello"), "fin"]);
    const error = talk.client.conn.read(new Uint8Array(1));
    await bench.clock.advance(500);
    assert.equal(
      await error.catch((err: Error) => err.message),
      null,
      "FIN came first, and the answer is whole",
    );
    await assert.rejects(
      (async () => {
        for (let i = 0; i < 3; i++) await talk.client.send("x");
      })(),
      /broken pipe/,
    );
    talk.close();
  });
});

test("a client that goes away meanwhile changes nothing", async () => {
  for (const how of ["fin", "rst"] as const) {
    await withServer({ handler: hello }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(post(KB256 + 1));
      await talk[how]();
      await bench.clock.advance(499);
      assert.equal(closedAt(bench), null);
      await bench.clock.advance(1);
      assert.equal(closedAt(bench), 500);
      talk.close();
    });
  }
});

test("close ends it at once, leaves no timer, and the connection is closed once", async () => {
  const states: string[] = [];
  await withServer({ handler: hello, connState: (_, state) => states.push(state) }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post(KB256 + 1));
    assert.deepEqual(states, ["new", "active"]);
    await bench.clock.advance(100);
    bench.server.close();
    await quiet();
    assert.equal(closedAt(bench), 100);
    assert.equal(bench.clock.pending, 0);
    assert.deepEqual(states, ["new", "active", "closed"]);
    talk.close();
  });
});

test("other connections are served meanwhile", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const lingers = await bench.talk();
    await lingers.send(post(KB256 + 1));
    assert.match((await bench.exchange(get)).text, /hello$/);
    lingers.close();
    await bench.clock.advance(500);
  });
});
