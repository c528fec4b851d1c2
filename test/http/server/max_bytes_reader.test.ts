/**
 * A limit on a body. Go: net/http request.go MaxBytesReader, server.go (*response).requestTooLarge.
 */

import assert from "node:assert/strict";
import { EoflabError, eof } from "../../../lib/errors.ts";
import { type Body, noBody, readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { MaxBytesError, maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import type { Handler, ResponseWriter } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, lastOk, ok, post5, withServer } from "../../fixtures/serve.ts";

const chunked5 = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n";

/** Answers with what could be read, and how that ended. */
const limited =
  (limit: number): Handler =>
  async (w, r) => {
    r.body = maxBytesReader(w, r.body, limit);
    const { bytes, error } = await readAll(r.body);
    await w.write(`${String.fromCharCode(...bytes)}, ${error === null ? "EOF" : error.message}`);
  };

const tooLarge = (read: string): string => `${read}, http: request body too large`;

/** The answer that ends the connection because the handler set Connection itself, so to say. */
const closing = (body: string): string =>
  `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}`;

test("a body within the limit is read to its end, and the connection goes on", async () => {
  for (const limit of [5, 6, 1 << 30, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    await withServer({ handler: limited(limit) }, async (bench) => {
      for (const request of [`${post5}12345`, chunked5]) {
        assert.deepEqual(await bench.exchange(request), { text: ok("12345, EOF"), end: "open" });
      }
      assert.deepEqual(await bench.exchange(get), { text: ok(", EOF"), end: "open" });
    });
  }
});

test("one byte more, and reading fails behind the limit; the answer says that the connection ends, and it lingers", async () => {
  for (const [limit, read] of [
    [4, "1234"],
    [1, "1"],
    [0, ""],
    [-1, ""],
  ] as const) {
    for (const request of [`${post5}12345`, chunked5]) {
      await withServer({ handler: limited(limit) }, async (bench) => {
        const talk = await bench.talk();
        await talk.send(request);
        assert.deepEqual([talk.text, talk.end], [closing(tooLarge(read)), "fin"], String(limit));
        const closed = () => bench.recorder.events.some((e) => e.name === "rwc.close");
        await bench.clock.advance(499);
        assert.equal(closed(), false);
        await bench.clock.advance(1);
        assert.equal(closed(), true);
        talk.close();
      });
    }
  }
});

test("the error is a MaxBytesError with the limit, and stays", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    const body = maxBytesReader(w, r.body, 2);
    const p = new Uint8Array(10);
    told.push(await body.read(p));
    for (let i = 0; i < 2; i++) {
      const err: unknown = await body.read(p).catch((e: unknown) => e);
      assert(err instanceof MaxBytesError && err instanceof EoflabError);
      told.push(err.name, err.code, err.message, err.limit);
    }
    told.push(await body.read(new Uint8Array(0)).catch(() => "still"));
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(`${post5}12345`);
    const error = ["MaxBytesError", "BODY_TOO_LARGE", "http: request body too large", 2];
    assert.deepEqual(told, [2, ...error, ...error, "still"]);
  });
});

test("reads of one byte come to the same", async () => {
  const handler: Handler = async (w, r) => {
    const body = maxBytesReader(w, r.body, 3);
    let read = 0;
    const p = new Uint8Array(1);
    try {
      while ((await body.read(p)) !== null) read++;
    } catch (err) {
      await w.write(`${read} ${(err as Error).message}`);
    }
  };
  await withServer({ handler }, async (bench) => {
    const { text } = await bench.exchange(`${post5}12345`);
    assert.equal(text, closing("3 http: request body too large"));
  });
});

test("reads that nobody waits for get no more than the limit, either", async () => {
  const told: string[] = [];
  const handler: Handler = async (w, r) => {
    const body = maxBytesReader(w, r.body, 3);
    const reads = Array.from({ length: 5 }, () =>
      body.read(new Uint8Array(2)).catch((e: EoflabError) => e.code),
    );
    told.push(...(await Promise.all(reads)).map(String));
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(`${post5}12345`);
    assert(
      told
        .map(Number)
        .filter((n) => n > 0)
        .reduce((a, b) => a + b, 0) <= 3,
      told.join(),
    );
    assert(told.includes("BODY_TOO_LARGE"));
  });
});

test("when the header has gone, the answer cannot say it, and the connection ends all the same", async () => {
  const handler: Handler = async (w, r) => {
    const controller = new ResponseController(w);
    controller.enableFullDuplex();
    await controller.flush();
    await readAll(maxBytesReader(w, r.body, 2));
  };
  await withServer({ handler }, async (bench) => {
    const { text, end } = await bench.exchange(`${post5}12345`);
    assert.deepEqual([text, end], ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "fin"]);
    await bench.clock.advance(500);
  });
});

test("when the status was said, the field is not set any more; the server says it itself", async () => {
  const handler: Handler = async (w, r) => {
    w.writeHeader(200);
    await readAll(maxBytesReader(w, r.body, 2));
    await w.write("a");
  };
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(`${post5}12345`), { text: lastOk("a"), end: "fin" });
    await bench.clock.advance(500);
  });
});

test("what is left is read behind the answer, so that no reset eats it; a next request is not", async () => {
  await withServer({ handler: limited(1) }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(`${post5}12`);
    assert.deepEqual([talk.text, talk.end], [closing(tooLarge("1")), "open"]);
    await talk.send(`345${get}`);
    assert.equal(talk.end, "fin");
    await bench.clock.advance(500);
    assert.equal(talk.text, closing(tooLarge("1")));
    talk.close();
  });
});

test("behind a writer that wraps the server's the connection goes on, and the rest of the body is read", async () => {
  const handler: Handler = async (w, r) => {
    const wrapped: ResponseWriter = {
      header: w.header,
      writeHeader: (code) => w.writeHeader(code),
      write: (data) => w.write(data),
    };
    await limited(2)(wrapped, r);
  };
  await withServer({ handler }, async (bench) => {
    const { text, end } = await bench.exchange(`${post5}12345${get}`);
    assert.deepEqual([text, end], [ok(tooLarge("12")) + ok(", EOF"), "open"]);
  });
});

test("an error of the body itself comes through and stays; so does its end; close closes what is limited", async () => {
  const w = { header: {}, writeHeader() {}, write: () => Promise.resolve(0) } as unknown as ResponseWriter;
  let reads = 0;
  let closed = 0;
  const broken: Body = {
    read: () => (++reads === 1 ? Promise.resolve(1) : Promise.reject(eof())),
    close: () => Promise.resolve(void closed++),
  };
  const body = maxBytesReader(w, broken, 5);
  const p = new Uint8Array(3);
  assert.equal(await body.read(p), 1);
  for (let i = 0; i < 2; i++) await assert.rejects(body.read(p), { code: "EOF" });
  assert.equal(reads, 2);
  await body.close();
  assert.equal(closed, 1);
  const empty = maxBytesReader(w, noBody, 0);
  assert.deepEqual(
    [await empty.read(p), await empty.read(p), await empty.read(new Uint8Array(0))],
    [null, null, null],
  );
});

test("the body is asked for one byte more than is allowed, and no more", async () => {
  const asked: number[] = [];
  const w = { header: {}, writeHeader() {}, write: () => Promise.resolve(0) } as unknown as ResponseWriter;
  const source: Body = {
    read: (p) => {
      asked.push(p.length);
      return Promise.resolve(1);
    },
    close: () => Promise.resolve(),
  };
  const body = maxBytesReader(w, source, 3);
  for (let i = 0; i < 3; i++) await body.read(new Uint8Array(100));
  await assert.rejects(body.read(new Uint8Array(2)), { code: "BODY_TOO_LARGE" });
  assert.deepEqual(asked, [4, 3, 2, 1]);
});
