/**
 * `OPTIONS *`. Go: net/http server.go globalOptionsHandler, serverHandler.ServeHTTP.
 */

import assert from "node:assert/strict";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, ok, okEmpty, withServer } from "../../fixtures/serve.ts";

const handler: Handler = async (w, r) => void (await w.write(`${r.method} ${r.target} ${r.url.path}`));

/** Asks about the server as a whole. */
const options = (fields = "", proto = "HTTP/1.1"): string => `OPTIONS * ${proto}\r\nHost: x\r\n${fields}\r\n`;

test("the server answers it with nothing, and the handler does not see it", async () => {
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(options(), get), { text: okEmpty + ok("GET / /"), end: "open" });
    assert.deepEqual(await bench.exchange(options("Connection: close\r\n")), {
      text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      end: "fin",
    });
    const as10 = okEmpty.replace("1.1", "1.0");
    assert.deepEqual(await bench.exchange(options("", "HTTP/1.0")), { text: as10, end: "fin" });
    assert.deepEqual(await bench.exchange(options("Connection: keep-alive\r\n", "HTTP/1.0")), {
      text: as10.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n"),
      end: "open",
    });
  });
});

test("a body of up to 4 KB is read", async () => {
  await withServer({ handler }, async (bench) => {
    const next = ok("GET / /");
    assert.deepEqual(await bench.exchange(options("Content-Length: 5\r\n"), `12345${get}`), {
      text: okEmpty + next,
      end: "open",
    });
    const full = `${options("Content-Length: 4096\r\n")}${"a".repeat(4096)}`;
    assert.deepEqual(await bench.exchange(full, get), { text: okEmpty + next, end: "open" });
    const waiting = options("Content-Length: 5\r\nExpect: 100-continue\r\n");
    assert.deepEqual(await bench.exchange(waiting, `12345${get}`), {
      text: `HTTP/1.1 100 Continue\r\n\r\n${okEmpty}${next}`,
      end: "open",
    });
  });
});

test("a body that is larger ends the connection", async () => {
  const body = "a".repeat(4097);
  for (const request of [
    `${options("Content-Length: 4097\r\n")}${body}`,
    `${options("Transfer-Encoding: chunked\r\n")}1001\r\n${body}\r\n0\r\n\r\n`,
  ]) {
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(request), {
        text: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        end: "fin",
      });
      await bench.clock.advance(500);
    });
  }
});

test("another method, or another target, is the handler's", async () => {
  await withServer({ handler }, async (bench) => {
    for (const [method, target] of [
      ["OPTIONS", "/"],
      ["GET", "*"],
      ["options", "*"],
      ["OPTIONS", "/*"],
    ] as const) {
      const { text } = await bench.exchange(`${method} ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
      assert.equal(text, ok(`${method} ${target} ${target}`));
    }
    const { text, end } = await bench.exchange("OPTIONS ** HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.deepEqual([text.slice(0, 24), end], ["HTTP/1.1 400 Bad Request", "fin"]);
  });
});

test("with disableGeneralOptionsHandler it is the handler's, too", async () => {
  await withServer({ handler, disableGeneralOptionsHandler: true }, async (bench) => {
    assert.deepEqual(await bench.exchange(options(), get), {
      text: ok("OPTIONS * *") + ok("GET / /"),
      end: "open",
    });
  });
});
