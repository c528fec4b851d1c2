/**
 * A time limit for a handler. Go: net/http server.go TimeoutHandler.
 */

import assert from "node:assert/strict";
import { is, WriteError } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import { abortHandler } from "../../../lib/http/server/panic.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { timeoutHandler } from "../../../lib/http/server/timeout_handler.ts";
import { test } from "../../fixtures/harness.ts";
import { Bench, Gate, get, ok, okEmpty, post5, quiet } from "../../fixtures/serve.ts";

const page = "<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>";

/** The answer in the handler's place. */
const tooLate = (body = page, type = "text/html"): string =>
  `HTTP/1.1 503 Service Unavailable\r\nContent-Length: ${body.length}\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}`;

/** Runs a server whose handler has a second. */
async function withLimit(
  handler: Handler,
  use: (bench: Bench) => Promise<void>,
  { message = "", ...options }: { message?: string; writeTimeout?: number } = {},
): Promise<void> {
  const bench: Bench = new Bench({
    handler: (w, r) => timeoutHandler(handler, 1000, message, bench.clock)(w, r),
    ...options,
  });
  await bench.run(use);
}

test("a handler that returns in time is answered for as it said, and leaves no timer", async () => {
  const handler: Handler = async (w) => {
    w.header.set("X", "y");
    w.writeHeader(201);
    const p = new Uint8Array([97, 98]);
    assert.equal(await w.write(p), 2);
    p.fill(120);
    assert.equal(await w.write("é"), 2);
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    assert.equal(
      talk.text,
      "HTTP/1.1 201 Created\r\nX: y\r\nContent-Length: 4\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nab\xc3\xa9",
    );
    await bench.clock.advance(1000);
    await talk.send(get);
    assert.equal(talk.text.split("201 Created").length, 3);
    assert.equal(talk.end, "open");
    talk.close();
  });
});

test("nothing is sent before it returns, and then all in one piece", async () => {
  const gate = new Gate();
  const told: unknown[] = [];
  const handler: Handler = async (w) => {
    for (let i = 0; i < 2; i++) await w.write(new Uint8Array(1500).fill(0x78));
    told.push(await new ResponseController(w).flush().catch((err: unknown) => is(err, "NOT_SUPPORTED")));
    await gate.opened;
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    assert.deepEqual([talk.text, told], ["", [true]]);
    gate.open();
    await quiet();
    assert.equal(
      talk.text,
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n${"x".repeat(3000)}\r\n0\r\n\r\n`,
    );
    talk.close();
  });
});

test("too late: 503, a page, none of what the handler said, and the connection goes on", async () => {
  const told: unknown[] = [];
  const gate = new Gate();
  const handler: Handler = async (w, r) => {
    if (r.target === "/next") return;
    w.header.set("X", "y");
    w.writeHeader(201);
    await w.write("half");
    r.signal.addEventListener("abort", () => told.push("aborted"));
    await gate.opened;
    const err = await w.write("late").catch((e: unknown) => e);
    assert(err instanceof WriteError);
    told.push(err.code, err.message, err.bytesWritten);
    w.writeHeader(200);
    assert.throws(() => w.writeHeader(0), RangeError);
    told.push(r.signal.aborted);
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await bench.clock.advance(999);
    assert.equal(talk.text, "");
    await bench.clock.advance(1);
    await quiet();
    assert.deepEqual([talk.take(), talk.end, told], [tooLate(), "open", ["aborted"]]);
    gate.open();
    await quiet();
    assert.deepEqual(told.slice(1), ["HANDLER_TIMEOUT", "http: Handler timeout", 0, true]);
    await talk.send(get.replace("/", "/next"));
    assert.deepEqual([talk.text, talk.end, bench.log], [okEmpty, "open", []]);
    talk.close();
  });
});

test("the message is the one that was given, and the fields those that were set outside", async () => {
  const inner: Handler = () => new Promise(() => {});
  const bench: Bench = new Bench({
    handler: (w, r) => {
      w.header.set("X", "outside");
      return timeoutHandler(inner, 1000, "too late", bench.clock)(w, r);
    },
  });
  await bench.run(async () => {
    const talk = await bench.talk();
    await talk.send(get);
    await bench.clock.advance(1000);
    await quiet();
    assert.equal(
      talk.text,
      "HTTP/1.1 503 Service Unavailable\r\nX: outside\r\nContent-Length: 8\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ntoo late",
    );
    talk.close();
  });
});

test("in time, fields that were set outside stay, unless the handler sets them itself", async () => {
  const inner: Handler = (w) => {
    w.header.add("X", "inside");
    w.header.add("X", "twice");
  };
  const bench: Bench = new Bench({
    handler: (w, r) => {
      w.header.set("X", "outside");
      w.header.set("Y", "outside");
      return timeoutHandler(inner, 1000, "", bench.clock)(w, r);
    },
  });
  await bench.run(async () => {
    const { text } = await bench.exchange(get);
    assert.equal(text, "HTTP/1.1 200 OK\r\nX: inside\r\nX: twice\r\nY: outside\r\nContent-Length: 0\r\n\r\n");
  });
});

test("a client that is gone is answered at once, with 503 and nothing, and the handler is told", async () => {
  const told: unknown[] = [];
  const gate = new Gate();
  const handler: Handler = async (w, r) => {
    r.signal.addEventListener("abort", () => told.push("aborted"));
    await gate.opened;
    told.push(await w.write("a").catch((err: Error) => err.message));
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await talk.fin();
    assert.deepEqual(
      [talk.text, talk.end, told],
      ["HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "fin", ["aborted"]],
    );
    gate.open();
    await quiet();
    assert.deepEqual(told, ["aborted", "context canceled"]);
    talk.close();
  });
});

test("a handler that throws in time is a panic; one that throws too late is not heard of", async () => {
  for (const [thrown, logged] of [
    [new Error("oh"), 1],
    [abortHandler(), 0],
    [undefined, 1],
  ] as const) {
    await withLimit(
      () => Promise.reject(thrown),
      async (bench) => {
        assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
        assert.equal(bench.log.length, logged);
      },
    );
  }
  const gate = new Gate();
  const late: Handler = async () => {
    await gate.opened;
    throw new Error("too late");
  };
  await withLimit(late, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await bench.clock.advance(1000);
    gate.open();
    await quiet();
    assert.deepEqual([talk.text, talk.end, bench.log], [tooLate(), "open", []]);
    talk.close();
  });
});

test("what is written when it has returned in time goes nowhere, and into no other answer", async () => {
  const gate = new Gate();
  const handler: Handler = async (w) => {
    void gate.opened.then(() => w.write("late"));
    await w.write("a");
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    gate.open();
    await quiet();
    assert.equal(talk.take(), ok("a"));
    talk.close();
  });
});

test("an informational answer inside counts as the status, is sent at the end, and 200 follows: as in Go", async () => {
  const handlers: [handler: Handler, text: string, logged: number][] = [
    [(w) => w.writeHeader(103), `HTTP/1.1 103 Early Hints\r\n\r\n${okEmpty}`, 0],
    [
      async (w) => {
        w.header.set("X", "y");
        w.writeHeader(103);
        w.writeHeader(201);
        await w.write("abc");
      },
      `HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n${ok("abc", "X: y\r\n")}`,
      1,
    ],
    [(w) => w.writeHeader(101), "HTTP/1.1 101 Switching Protocols\r\n\r\n", 0],
  ];
  for (const [handler, text, logged] of handlers) {
    await withLimit(handler, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text, end: "open" });
      assert.equal(bench.log.length, logged);
    });
  }
});

test("a second status is logged with its caller, and ignored", async () => {
  const handler: Handler = async (w) => {
    await w.write("a");
    w.writeHeader(500);
  };
  await withLimit(handler, async (bench) => {
    assert.deepEqual(await bench.exchange(get), { text: ok("a"), end: "open" });
    assert.equal(bench.log.length, 1);
    assert.match(
      bench.log[0] ?? "",
      /^http: superfluous response\.WriteHeader call from .*\(timeout_handler\.test\.ts:\d+\)$/,
    );
  });
});

test("a code that is none is a panic", async () => {
  await withLimit(
    (w) => w.writeHeader(99),
    async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
      assert.match(bench.log.join(), /: invalid WriteHeader code 99\n/);
    },
  );
});

test("what the server does not take of the answer in the end is dropped: it is no panic", async () => {
  const handlers: [what: string, handler: Handler, text: string, end: string][] = [
    [
      "a body with 204",
      async (w) => {
        w.writeHeader(204);
        await w.write("abc");
      },
      "HTTP/1.1 204 No Content\r\n\r\n",
      "open",
    ],
    [
      "more than was declared",
      async (w) => {
        w.header.set("Content-Length", "2");
        await w.write("abc");
      },
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
      "fin",
    ],
  ];
  for (const [what, handler, text, end] of handlers) {
    await withLimit(handler, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text, end }, what);
      assert.deepEqual(bench.log, [], what);
    });
  }
});

test("a write deadline that has passed takes the 503, and nobody is told", async () => {
  for (const message of ["", "x".repeat(10_000)]) {
    await withLimit(
      () => new Promise(() => {}),
      async (bench) => {
        const talk = await bench.talk();
        await talk.send(get);
        await bench.clock.advance(1000);
        await quiet();
        assert.deepEqual([talk.text, talk.end, bench.log], ["", "fin", []]);
        talk.close();
      },
      { message, writeTimeout: 500 },
    );
  }
});

test("a handler that is blocked in the body holds the 503 back until the body has come", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (_, r) => {
    const { bytes, error } = await readAll(r.body);
    told.push(bytes.length, error);
  };
  await withLimit(handler, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    await bench.clock.advance(1000);
    await quiet();
    assert.equal(talk.text, "");
    await talk.send("12345");
    assert.deepEqual([talk.take(), talk.end, told], [tooLate(), "open", [5, null]]);
    await talk.send(get);
    assert.equal(talk.take(), okEmpty);
    talk.close();
  });
});

test("its handler may limit the body; only what it reads through that is limited, and the connection goes on", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    r.body = maxBytesReader(w, r.body, 2);
    told.push(is((await readAll(r.body)).error, "BODY_TOO_LARGE"));
    await w.write("a");
  };
  await withLimit(handler, async (bench) => {
    assert.deepEqual(await bench.exchange(`${post5}12345`), { text: ok("a"), end: "open" });
    assert.deepEqual(told, [true]);
  });
});

test("one within the other: the shorter one answers", async () => {
  for (const [inner, outer, message] of [
    [100, 1000, "inner"],
    [1000, 100, "outer"],
  ] as const) {
    const bench: Bench = new Bench({
      handler: (w, r) => {
        const within = timeoutHandler(() => new Promise(() => {}), inner, "inner", bench.clock);
        return timeoutHandler(within, outer, "outer", bench.clock)(w, r);
      },
    });
    await bench.run(async () => {
      const talk = await bench.talk();
      await talk.send(get);
      await bench.clock.advance(100);
      await quiet();
      assert.equal(talk.text, tooLate(message, "text/plain"));
      talk.close();
    });
  }
});

test("HEAD gets the header, whoever answers", async () => {
  const head = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n";
  await withLimit(
    async (w) => void (await w.write("abc")),
    async (bench) => {
      assert.equal((await bench.exchange(head)).text, ok("abc").slice(0, -3));
    },
  );
  await withLimit(
    () => new Promise(() => {}),
    async (bench) => {
      const talk = await bench.talk();
      await talk.send(head);
      await bench.clock.advance(1000);
      await quiet();
      assert.equal(talk.text, tooLate().slice(0, -page.length));
      talk.close();
    },
  );
});

test("the inner request's signal ends with the handler, and is not the outer one's", async () => {
  let inner: AbortSignal | undefined;
  let outer: AbortSignal | undefined;
  const seen: unknown[] = [];
  const bench: Bench = new Bench({
    handler: async (w, r) => {
      outer = r.signal;
      const within: Handler = (_, request) => {
        inner = request.signal;
      };
      const limited = timeoutHandler(within, 1000, "", bench.clock);
      await limited(w, r);
      seen.push(inner?.aborted, outer.aborted);
    },
  });
  await bench.run(async () => {
    await bench.exchange(get);
    assert.deepEqual(seen, [true, false]);
    assert.equal(outer?.aborted, true);
  });
});
