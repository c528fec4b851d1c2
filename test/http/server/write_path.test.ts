import assert from "node:assert/strict";
import { settle } from "../../../lib/clock.ts";
import { is, WriteError } from "../../../lib/errors.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Handler, ResponseWriter } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { date, get, withServer } from "../../fixtures/serve.ts";

const x = (n: number): string => "x".repeat(n);

async function answer(handler: Handler, request = get): Promise<{ text: string; open: boolean }> {
  let got = { text: "", open: false };
  await withServer({ handler }, async (bench) => {
    got = await bench.ask(request);
  });
  return got;
}

test("a body that ends within response.w gets a Content-Length, and all leaves in one socket write", async () => {
  await withServer({ handler: async (w) => void (await w.write(x(2048))) }, async (bench) => {
    const { text, open } = await bench.ask(get);
    assert.equal(
      text,
      `HTTP/1.1 200 OK\r\n${date}Content-Length: 2048\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${x(2048)}`,
    );
    assert.equal(open, true);
    assert.equal(bench.recorder.events.filter((e) => e.name === "rwc.write").length, 1);
  });
});

test("one byte more is chunked", async () => {
  const { text, open } = await answer(async (w) => void (await w.write(new TextEncoder().encode(x(2049)))));
  assert.equal(
    text,
    `HTTP/1.1 200 OK\r\n${date}Content-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n801\r\n${x(2049)}\r\n0\r\n\r\n`,
  );
  assert.equal(open, true);
});

test("a text fills response.w again and again, as Go's WriteString does; bytes go through in one piece", async () => {
  const { text } = await answer(async (w) => void (await w.write(x(2049))));
  assert(text.endsWith(`\r\n\r\n800\r\n${x(2048)}\r\n1\r\nx\r\n0\r\n\r\n`));
});

test("small writes are collected into chunks of 2048", async () => {
  const { text } = await answer(async (w) => {
    for (let i = 0; i < 3000; i++) await w.write("x");
  });
  assert.equal(
    text.slice(text.indexOf("\r\n\r\n") + 4),
    `800\r\n${x(2048)}\r\n3b8\r\n${x(952)}\r\n0\r\n\r\n`,
  );
});

test("a handler that writes nothing answers 200 with an empty body", async () => {
  const { text, open } = await answer(() => {});
  assert.equal(text, `HTTP/1.1 200 OK\r\n${date}Content-Length: 0\r\n\r\n`);
  assert.equal(open, true);
});

test("a flush sends the header before the length is known, so the body is chunked", async () => {
  const { text } = await answer(async (w) => {
    await w.write("a");
    await new ResponseController(w).flush();
    await w.write("b");
  });
  assert.equal(
    text,
    `HTTP/1.1 200 OK\r\n${date}Content-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n`,
  );
});

test("a declared Content-Length is kept, and more than it is refused", async () => {
  let refused: unknown;
  const { text, open } = await answer(async (w) => {
    w.header.set("Content-Length", "3");
    await w.write("abc");
    refused = await w.write("d").catch((err) => err);
  });
  assert.equal(
    text,
    `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n${date}Content-Type: text/plain; charset=utf-8\r\n\r\nabc`,
  );
  assert(refused instanceof WriteError);
  assert.equal(refused.message, "http: wrote more than the declared Content-Length");
  assert.equal(refused.bytesWritten, 0);
  assert.equal(open, false, "4 bytes were written of 3");
});

test("less than the declared Content-Length ends the connection", async () => {
  const { open } = await answer(async (w) => {
    w.header.set("Content-Length", "4");
    await w.write("abc");
  });
  assert.equal(open, false);
});

test("HEAD gets the header alone", async () => {
  const { text, open } = await answer(
    async (w) => void (await w.write("abc")),
    "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
  );
  assert.equal(
    text,
    `HTTP/1.1 200 OK\r\n${date}Content-Length: 3\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n`,
  );
  assert.equal(open, true);
});

test("204 and 304 have no body and say nothing about one", async () => {
  for (const code of [204, 304]) {
    let refused: unknown;
    const { text } = await answer(async (w) => {
      w.header.set("Content-Length", "3");
      w.writeHeader(code);
      refused = await w.write("abc").catch((err) => err);
    });
    assert.equal(text, `HTTP/1.1 ${code} ${code === 204 ? "No Content" : "Not Modified"}\r\n${date}\r\n`);
    assert(is(refused, "BODY_NOT_ALLOWED"));
  }
});

test("HTTP/1.0 is answered without chunks, and the connection ends the body", async () => {
  const { text, open } = await answer(async (w) => void (await w.write(x(5000))), "GET / HTTP/1.0\r\n\r\n");
  assert.equal(text, `HTTP/1.0 200 OK\r\n${date}Content-Type: text/plain; charset=utf-8\r\n\r\n${x(5000)}`);
  assert.equal(open, false);
});

test("HTTP/1.0 with keep-alive is kept when the length is known", async () => {
  const { text, open } = await answer(
    async (w) => void (await w.write("abc")),
    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
  );
  assert.match(text, /^HTTP\/1\.0 200 OK\r\n.*Content-Length: 3\r\n.*Connection: keep-alive\r\n\r\nabc$/s);
  assert.equal(open, true);
});

test("Connection: close of either side ends the connection, and the answer says so", async () => {
  const byClient = await answer(
    async (w) => void (await w.write("a")),
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  );
  const byHandler = await answer(async (w) => {
    w.header.set("Connection", "close");
    await w.write("a");
  });
  for (const { text, open } of [byClient, byHandler]) {
    assert.match(text, /\r\nConnection: close\r\n/);
    assert.equal(open, false);
  }
});

test("trailers come after the last chunk: announced ones, and those with the prefix", async () => {
  const { text } = await answer(async (w) => {
    w.header.set("Trailer", "X-Sum, Content-Length");
    await w.write("a");
    w.header.set("X-Sum", "1");
    w.header.set("Trailer:X-More", "2");
  });
  assert.equal(
    text,
    `HTTP/1.1 200 OK\r\nTrailer: X-Sum, Content-Length\r\n${date}Content-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-More: 2\r\nX-Sum: 1\r\n\r\n`,
  );
});

test("what is set after writeHeader is not sent, and a second status is logged", async () => {
  await withServer(
    {
      handler: (w) => {
        w.header.set("X-Early", "1");
        w.writeHeader(404);
        w.header.set("X-Late", "1");
        w.writeHeader(500);
      },
    },
    async (bench) => {
      const { text } = await bench.ask(get);
      assert.equal(text, `HTTP/1.1 404 Not Found\r\nX-Early: 1\r\n${date}Content-Length: 0\r\n\r\n`);
      assert.equal(bench.log.length, 1);
      assert.match(
        bench.log[0] ?? "",
        /^http: superfluous response\.WriteHeader call from \w+ \(write_path\.test\.ts:\d+\)$/,
      );
    },
  );
});

test("a field cannot smuggle a line, and an invalid name is not sent", async () => {
  const { text } = await answer((w) => {
    w.header.set("X-A", "1\r\nX-B: 2");
    w.header.set("X C", "3");
  });
  assert.equal(text, `HTTP/1.1 200 OK\r\nX-A: 1  X-B: 2\r\n${date}Content-Length: 0\r\n\r\n`);
});

test("a status that is none is a mistake of the handler, which ends the connection and is logged", async () => {
  for (const code of [0, 99, 1000, 200.5]) {
    await withServer({ handler: (w) => w.writeHeader(code) }, async (bench) => {
      const { text, open } = await bench.ask(get);
      assert.deepEqual({ text, open }, { text: "", open: false });
      assert.match(bench.log[0] ?? "", /^http: panic serving .*: invalid WriteHeader code/);
    });
  }
});

test("after the deadline a write that fits reports nothing, one that does not reports the error, and it sticks", async () => {
  const told: unknown[] = [];
  let signal: AbortSignal | undefined;
  await withServer(
    {
      writeTimeout: 10_000,
      handler: async (w, r) => {
        signal = r.signal;
        await bench.clock.sleep(60_000);
        for (const size of [200, 1848, 1]) told.push(await attempt(w, size));
        told.push(signal.aborted);
        for (const size of [5000, 1]) told.push(await attempt(w, size));
        told.push(signal.aborted);
      },
    },
    async (started) => {
      bench = started;
      const asked = bench.ask(get);
      await bench.recorder.saw("handler.start");
      await settle();
      await bench.clock.advance(60_000);
      const { text, open } = await asked;
      assert.deepEqual({ text, open }, { text: "", open: false });
      assert.deepEqual(bench.log, []);
    },
  );
  assert.deepEqual(told.slice(0, 4), [200, 1848, 1, false]);
  const [big, small] = told.slice(4) as WriteError[];
  assert(big instanceof WriteError && small instanceof WriteError);
  assert.match(big.message, /^write tcp \S+->\S+: i\/o timeout$/);
  assert.equal(big.timeout, true);
  assert(is(big, "DEADLINE_EXCEEDED"));
  assert.equal(small.message, big.message);
  assert.equal(small.bytesWritten, 0);
  assert.equal(told[6], true, "the error cancels the request's context");
});

let bench: import("../../fixtures/serve.ts").Bench;

async function attempt(w: ResponseWriter, size: number): Promise<unknown> {
  return await w.write(x(size)).catch((err: unknown) => err);
}

test("a deadline that the handler moves is the one that counts", async () => {
  await withServer(
    {
      writeTimeout: 10_000,
      handler: async (w) => {
        new ResponseController(w).setWriteDeadline(bench.clock.now() + 70_000);
        await bench.clock.sleep(60_000);
        await w.write("in time");
      },
    },
    async (started) => {
      bench = started;
      const asked = bench.ask(get);
      await bench.recorder.saw("handler.start");
      await settle();
      await bench.clock.advance(60_000);
      assert.match((await asked).text, /\r\n\r\nin time$/);
    },
  );
});

test("the deadline is armed anew for each request of a connection", async () => {
  await withServer(
    { writeTimeout: 10_000, handler: async (w) => void (await w.write("a")) },
    async (started) => {
      const client = await started.dial();
      for (let i = 0; i < 3; i++) {
        await client.send(get);
        await client.receive();
        await started.clock.advance(60_000);
      }
      client.close();
      const armed = started.recorder.events.filter((e) => e.name === "deadline.set").map((e) => e.t);
      assert.deepEqual(armed, [0, 60_000, 120_000]);
    },
  );
});

test("a controller reaches through what wraps the writer, and says when it cannot", async () => {
  let error: unknown;
  const { text } = await answer(async (w) => {
    const wrapped = {
      header: w.header,
      writeHeader: () => {},
      write: () => Promise.resolve(0),
      unwrap: () => w,
    };
    await w.write("a");
    await new ResponseController(wrapped).flush();
    const { unwrap: _, ...opaque } = wrapped;
    error = await new ResponseController(opaque).flush().catch((err) => err);
  });
  assert.match(text, /chunked\r\n\r\n1\r\na\r\n0\r\n\r\n$/);
  assert(is(error, "NOT_SUPPORTED"));
});
