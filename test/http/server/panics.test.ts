/**
 * Handlers that throw: what a panic is in Go. Go: net/http server.go (*conn).serve, its deferred function.
 */

import assert from "node:assert/strict";
import { settle } from "../../../lib/clock.ts";
import { is } from "../../../lib/errors.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { abortHandler } from "../../../lib/http/server/panic.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

const bytes = (n: number): Uint8Array => new Uint8Array(n).fill(0x78);
const x = (n: number): string => "x".repeat(n);

const chunkedHeader =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

/** What comes of a handler that begins so and then throws, or aborts. */
const ways: readonly [what: string, begin: Handler, sent: string][] = [
  ["at once", () => {}, ""],
  ["after an await", () => Promise.resolve(), ""],
  ["after a turn of the event loop", () => settle(), ""],
  ["after a status", (w) => w.writeHeader(500), ""],
  ["after an informational answer", (w) => w.writeHeader(103), "HTTP/1.1 103 Early Hints\r\n\r\n"],
  ["after a write that fits", async (w) => void (await w.write(bytes(2048))), ""],
  [
    "after a write that does not fit",
    async (w) => void (await w.write(bytes(2049))),
    `${chunkedHeader}801\r\n${x(2049)}\r\n`,
  ],
  [
    "in the middle of a chunked answer",
    async (w) => {
      for (let i = 0; i < 3; i++) await w.write(bytes(1000));
    },
    `${chunkedHeader}800\r\n${x(2048)}\r\n`,
  ],
  [
    "after a flush",
    async (w) => {
      await w.write("abc");
      await new ResponseController(w).flush();
      await w.write("lost");
    },
    `${chunkedHeader}3\r\nabc\r\n`,
  ],
  [
    "in the middle of a declared length",
    async (w) => {
      w.header.set("Content-Length", "5");
      await w.write("abc");
      await new ResponseController(w).flush();
    },
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nabc",
  ],
];

for (const [what, begin, sent] of ways) {
  test(`a handler that throws ${what} is logged, and the connection ends behind what was sent`, async () => {
    const handler: Handler = async (w, r) => {
      await begin(w, r);
      throw new Error("oh no");
    };
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text: sent, end: "fin" });
      assert.equal(bench.log.length, 1);
      assert.match(
        bench.log[0] ?? "",
        /^http: panic serving 127\.0\.0\.1:\d+: oh no\nError: oh no\n +at .*panics\.test\.ts:\d+/,
      );
    });
  });

  test(`a handler that aborts ${what} does the same, and is not logged`, async () => {
    const handler: Handler = async (w, r) => {
      await begin(w, r);
      throw abortHandler();
    };
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text: sent, end: "fin" });
      assert.deepEqual(bench.log, []);
    });
  });
}

test("a handler that is no async function may throw, too", async () => {
  const handler: Handler = () => {
    throw new Error("at once");
  };
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
    assert.match(bench.log.join(), /: at once\n/);
  });
});

test("an abort that something else is the cause of is a panic like any other", async () => {
  const thrown = [
    new Error("wrapped", { cause: abortHandler() }),
    { code: "ABORT_HANDLER" },
    "net/http: abort Handler",
  ];
  for (const value of thrown) {
    await withServer({ handler: () => Promise.reject(value) }, async (bench) => {
      assert.equal((await bench.exchange(get)).end, "fin");
      assert.equal(bench.log.length, 1);
    });
  }
});

test("anything may be thrown, also what cannot be looked at", async () => {
  const fails = (): never => {
    throw new Error("do not look");
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  class Odd extends Error {
    override get message(): string {
      return fails();
    }
    override get stack(): string {
      return fails();
    }
  }
  const cannot = "(a value that cannot be printed)";
  const thrown: [value: unknown, printed: string][] = [
    ["a text", "a text"],
    ["", ""],
    [undefined, "undefined"],
    [null, "null"],
    [0, "0"],
    [12n, "12"],
    [Symbol("s"), "Symbol(s)"],
    [{}, "[object Object]"],
    [{ toString: fails }, cannot],
    [Object.create(null), cannot],
    [{ toString: () => ({}), valueOf: () => ({}) }, cannot],
    [revoked.proxy, cannot],
    [new Proxy({}, { get: fails, getPrototypeOf: fails }), cannot],
    [new Odd(), cannot],
  ];
  for (const [value, printed] of thrown) {
    for (const handler of [
      () => {
        throw value;
      },
      async () => {
        await null;
        throw value;
      },
    ] as Handler[]) {
      const states: string[] = [];
      await withServer({ handler, connState: (_, state) => states.push(state) }, async (bench) => {
        assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" }, printed);
        assert.equal(bench.log.length, 1, printed);
        const [line = ""] = (bench.log[0] ?? "").split("\n");
        assert.equal(line.replace(/127\.0\.0\.1:\d+/, "ADDR"), `http: panic serving ADDR: ${printed}`);
        assert.deepEqual(states, ["new", "active", "closed"], printed);
      });
    }
  }
});

test("what a handler returns may be anything, too: a promise that is none, or that changes its mind", async () => {
  type Then = (resolve: () => void, reject: (reason: unknown) => void) => void;
  const fails = (): never => {
    throw new Error("later");
  };
  const changesItsMind: Then = (resolve, reject) => {
    resolve();
    reject(new Error("late"));
  };
  // Spelled so, as it is a mistake anywhere else.
  const then = "then";
  const returned: [value: unknown, panics: boolean][] = [
    [undefined, false],
    [12, false],
    [{}, false],
    [{ [then]: ((resolve) => resolve()) satisfies Then }, false],
    [{ [then]: changesItsMind }, false],
    [{ [then]: ((_, reject) => reject(new Error("rejects"))) satisfies Then }, true],
    [{ [then]: fails }, true],
    [Object.defineProperty({}, then, { get: fails }), true],
  ];
  for (const [value, panics] of returned) {
    await withServer({ handler: () => value as Promise<void> }, async (bench) => {
      const { end } = await bench.exchange(get);
      assert.equal(end, panics ? "fin" : "open");
      assert.equal(bench.log.length, panics ? 1 : 0);
    });
  }
});

test("the error of a write that is let pass is a panic, with the error's own words", async () => {
  const handler: Handler = async (w) => {
    w.header.set("Content-Length", "1");
    await w.write("ab");
  };
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
    assert.match(bench.log.join(), /: http: wrote more than the declared Content-Length\n/);
  });
});

test("a body that the handler has left is read before the connection ends, so that no reset eats the answer", async () => {
  await withServer({ handler: () => Promise.reject(new Error("oh")) }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    assert.equal(bench.log.length, 1);
    assert.equal(talk.end, "open");
    await talk.send("12345");
    assert.equal(talk.end, "fin");
    talk.close();
    // What comes behind the body is not: one piece had both, and the kernel none of it.
    assert.equal((await bench.exchange(`${post5}12345${get}`)).end, "fin");
  });
});

test("the requests behind it are not served, and other connections are not harmed", async () => {
  const handler: Handler = async (w, r) => {
    if (r.target === "/bad") throw new Error("oh");
    await w.write("fine");
  };
  await withServer({ handler }, async (bench) => {
    const other = await bench.talk();
    await other.send(get);
    const bad = await bench.exchange(`GET /bad HTTP/1.1\r\nHost: x\r\n\r\n${get}`);
    assert.deepEqual(bad, { text: "", end: "fin" });
    await other.send(get);
    assert.equal(other.text, ok("fine") + ok("fine"));
    assert.equal(bench.log.length, 1);
    other.close();
  });
});

test("it cancels the request", async () => {
  const signals: AbortSignal[] = [];
  const handler: Handler = (_, r) => {
    signals.push(r.signal);
    throw new Error("oh");
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(get);
    assert.deepEqual(
      signals.map((s) => s.aborted),
      [true],
    );
  });
});

test("a panic when the client is gone, or the connection is closed, is logged and no more", async () => {
  for (const how of ["fin", "rst", "server"] as const) {
    const handler: Handler = async (_, r) => {
      await new Promise((resolve) => r.signal.addEventListener("abort", resolve));
      throw new Error("gone");
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(get);
      if (how === "server") bench.server.close();
      else await talk[how]();
      await quiet();
      assert.equal(bench.log.length, 1, how);
      assert.match(bench.log[0] ?? "", /: gone\n/);
      talk.close();
    });
  }
});

test("an error log that throws, or rejects, loses its line and nothing else", async () => {
  const logs: (() => void)[] = [
    () => {
      throw new Error("the log is full");
    },
    () => Promise.reject(new Error("the log is full")),
  ];
  for (const errorLog of logs) {
    const handler: Handler = async (w) => {
      w.writeHeader(200);
      w.writeHeader(200);
      await w.write("a");
      throw new Error("oh");
    };
    await withServer({ handler, errorLog }, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
      assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
    });
  }
});

test("a connState that throws, or rejects, in any state harms no other connection, and shutdown ends", async () => {
  for (const bad of ["new", "active", "idle", "hijacked", "closed"]) {
    for (const rejects of [false, true]) {
      let harm = true;
      const connState = (_: unknown, state: string): void | Promise<void> => {
        if (state !== bad || !harm) return;
        if (rejects) return Promise.reject(new Error("the hook"));
        throw new Error("the hook");
      };
      const handler: Handler = async (w, r) => {
        if (r.target === "/hijack") (await new ResponseController(w).hijack()).conn.close();
        else await w.write("a");
      };
      await withServer({ handler, connState }, async (bench) => {
        const talk = await bench.talk();
        await talk.send(bad === "hijacked" ? get.replace("/", "/hijack") : get);
        await talk.fin();
        if (!rejects && bad !== "hijacked") {
          assert.notEqual(talk.end, "open", bad);
          assert.match(bench.log.join(), /^http: panic serving 127\.0\.0\.1:\d+: the hook/, bad);
        }
        harm = false;
        assert.deepEqual(await bench.exchange(get), { text: ok("a"), end: "open" }, bad);
        talk.close();
        await bench.server.shutdown();
      });
    }
  }
});

test("a function that is registered on shutdown may throw or reject: that is logged, and the others are called", async () => {
  const called: string[] = [];
  await withServer({ handler: () => {} }, async (bench) => {
    bench.server.registerOnShutdown(() => {
      called.push("throws");
      throw new Error("one");
    });
    bench.server.registerOnShutdown(() => Promise.reject(new Error("two")));
    bench.server.registerOnShutdown(() => void called.push("fine"));
    await bench.server.shutdown();
    await quiet();
    assert.deepEqual(called, ["throws", "fine"]);
    assert.match(bench.log.join("\n"), /: one\n.*: two$/s);
  });
});

test("a wrong code is thrown where it was said, and can be caught", async () => {
  let caught: unknown;
  const handler: Handler = async (w) => {
    try {
      w.writeHeader(1000);
    } catch (err) {
      caught = err;
    }
    await w.write("a");
  };
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(get), { text: ok("a"), end: "open" });
    assert(caught instanceof RangeError && !is(caught, "BAD_REQUEST"));
    assert.equal(caught.message, "invalid WriteHeader code 1000");
  });
});
