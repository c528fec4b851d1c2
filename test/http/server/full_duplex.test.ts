/**
 * Reading the body while the answer is being written: not unless the handler asks for it. Go: net/http server.go
 * (*chunkWriter).writeHeader, (*response).EnableFullDuplex.
 */

import assert from "node:assert/strict";
import { is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, lastOk, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

const chunkedHeader =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

/** A POST of so many bytes. */
const post = (length: number): string => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;

test("without it the body is read before the header of the answer goes out, and cannot be read any more", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    await w.write("a");
    await new ResponseController(w).flush();
    const { bytes, error } = await readAll(r.body);
    told.push(bytes.length, is(error, "BODY_READ_AFTER_CLOSE"));
    await w.write("b");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    assert.equal(talk.text, "", "a client that waits for the answer before it sends the body waits forever");
    await talk.send("12345");
    assert.equal(talk.take(), `${chunkedHeader}1\r\na\r\n1\r\nb\r\n0\r\n\r\n`);
    assert.deepEqual(told, [0, true]);
    await talk.send(get);
    assert.equal(talk.end, "open");
    assert.match(talk.text, /^HTTP\/1\.1 200 OK/);
    talk.close();
  });
});

test("with it the header goes out first, and reading and writing take turns", async () => {
  const handler: Handler = async (w, r) => {
    const controller = new ResponseController(w);
    controller.enableFullDuplex();
    await controller.flush();
    const p = new Uint8Array(10);
    for (let n = await r.body.read(p); n !== null; n = await r.body.read(p)) {
      await w.write(p.slice(0, n));
      await controller.flush();
    }
  };
  for (const framing of ["Content-Length: 5", "Transfer-Encoding: chunked"]) {
    const chunked = framing.startsWith("T");
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(`POST / HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n`);
      assert.equal(talk.take(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      await talk.send(chunked ? "2\r\n12\r\n" : "12");
      assert.equal(talk.take(), "2\r\n12\r\n");
      await talk.send(chunked ? "3\r\n345\r\n0\r\n\r\n" : "345");
      assert.equal(talk.take(), "3\r\n345\r\n0\r\n\r\n");
      assert.equal(talk.end, "open");
      await talk.send(get);
      assert.match(talk.text, /^HTTP\/1\.1 200 OK/, "the connection goes on");
      talk.close();
    });
  }
});

test("asked for when the header has gone, it is too late", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    const controller = new ResponseController(w);
    await w.write("a");
    await controller.flush();
    controller.enableFullDuplex();
    told.push(is((await readAll(r.body)).error, "BODY_READ_AFTER_CLOSE"));
  };
  await withServer({ handler }, async (bench) => {
    const { text, end } = await bench.exchange(`${post5}12345`);
    assert.deepEqual([text, end, told], [`${chunkedHeader}1\r\na\r\n0\r\n\r\n`, "open", [true]]);
  });
});

test("a body that is left unread with it is read behind the answer; the next request then meets Go's panic", async () => {
  // The end of that body starts the background read when nobody ends it any more: "invalid concurrent Body.Read call",
  // as in Go 1.26.
  const handler: Handler = async (w) => {
    new ResponseController(w).enableFullDuplex();
    await w.write("a");
  };
  for (const pieces of [
    [post5, "12345", get],
    [`${post5}12345`, get],
    [`${post5}12345${get}`],
    [`${post5}12345GET`],
  ]) {
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      for (const piece of pieces) await talk.send(piece);
      // With bytes of the next request unread, the close is a reset on the wire.
      assert.notEqual(talk.end, "open", pieces.join("|"));
      if (talk.end === "fin") assert.equal(talk.text, ok("a"));
      assert.equal(bench.log.length, 1);
      assert.match(
        bench.log[0] ?? "",
        /^http: panic serving 127\.0\.0\.1:\d+: invalid concurrent Body\.Read call\n/,
      );
      talk.close();
    });
  }
});

test("the answer of that handler is there before the rest of the body is", async () => {
  const handler: Handler = async (w) => {
    new ResponseController(w).enableFullDuplex();
    await w.write("a");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    assert.deepEqual([talk.text, talk.end], [ok("a"), "open"]);
    talk.close();
    await quiet();
  });
});

test("more than 256 KB left unread end the connection with it, too, and the answer does not say so", async () => {
  for (const [duplex, answer] of [
    [true, ok("a")],
    [false, lastOk("a")],
  ] as const) {
    const handler: Handler = async (w) => {
      if (duplex) new ResponseController(w).enableFullDuplex();
      await w.write("a");
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(post(256 * 1024 + 1));
      await quiet();
      assert.deepEqual([talk.text, talk.end], [answer, "fin"], "the server has shut its side");
      const closed = () => bench.recorder.events.some((e) => e.name === "rwc.close");
      assert.equal(closed(), false, "and lingers");
      await bench.clock.advance(500);
      assert.equal(closed(), true);
      talk.close();
    });
  }
});

test("a body that breaks while it is read with it is the handler's to see, and ends the connection", async () => {
  const told: string[] = [];
  const handler: Handler = async (w, r) => {
    new ResponseController(w).enableFullDuplex();
    await w.write("a");
    await new ResponseController(w).flush();
    told.push((await readAll(r.body)).error?.message ?? "none");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    await talk.send("12");
    await talk.fin();
    assert.deepEqual(told, ["unexpected EOF"]);
    assert.deepEqual([talk.text, talk.end], [`${chunkedHeader}1\r\na\r\n0\r\n\r\n`, "fin"]);
    talk.close();
  });
});
