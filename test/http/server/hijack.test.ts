/**
 * A handler takes the connection over. Go: net/http server.go (*response).Hijack, (*conn).hijackLocked.
 */

import assert from "node:assert/strict";
import { settle } from "../../../lib/clock.ts";
import { type EoflabError, is, WriteError } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Request } from "../../../lib/http/server/request.ts";
import type { Hijacked } from "../../../lib/http/server/response_conn.ts";
import type { Handler, ResponseWriter } from "../../../lib/http/server/response_writer.ts";
import { timeoutHandler } from "../../../lib/http/server/timeout_handler.ts";
import { test } from "../../fixtures/harness.ts";
import { type Bench, Gate, get, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

const hijack = (w: ResponseWriter): Promise<Hijacked> => new ResponseController(w).hijack();

/** Reads so many bytes. */
async function readFull(reader: { read(p: Uint8Array): Promise<number | null> }, n: number): Promise<string> {
  const p = new Uint8Array(n);
  let got = 0;
  while (got < n) {
    const more = await reader.read(p.subarray(got));
    if (more === null) break;
    got += more;
  }
  return String.fromCharCode(...p.subarray(0, got));
}

async function say({ writer }: Hijacked, text: string): Promise<void> {
  await writer.writeString(text);
  await writer.flush();
}

test("the connection is the handler's: to read, to write, to close, and to keep when it has returned", async () => {
  const states: string[] = [];
  const gate = new Gate();
  let taken: Hijacked | undefined;
  await withServer(
    {
      connState: (_, state) => states.push(state),
      handler: async (w) => {
        taken = await hijack(w);
        await say(taken, "hello");
      },
    },
    async (bench) => {
      const talk = await bench.talk();
      await talk.send(get);
      assert.equal(talk.take(), "hello", "and no header");
      assert(taken !== undefined);
      bench.server.close();
      await quiet();
      assert.equal(talk.end, "open", "the server does not know it any more");
      const reading = readFull(taken.reader, 5);
      await talk.send("12345");
      assert.equal(await reading, "12345");
      await taken.conn.write(new Uint8Array([65, 66]));
      await quiet();
      assert.equal(talk.take(), "AB");
      taken.conn.close();
      await quiet();
      assert.equal(talk.end, "fin");
      assert.deepEqual(states, ["new", "active", "hijacked"]);
      assert.deepEqual(bench.log, []);
      talk.close();
      gate.open();
    },
  );
});

test("what the client sent behind its header comes first, from the reader alone", async () => {
  let got = "";
  const handler: Handler = async (w) => {
    const taken = await hijack(w);
    assert.equal(taken.reader.buffered, 5);
    got = await readFull(taken.reader, 7);
    taken.conn.close();
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(`${get}12345`, "67");
    assert.equal(got, "1234567");
  });
});

test("a byte that the background read has taken comes first, and is buffered", async () => {
  let got = "";
  const gate = new Gate();
  const handler: Handler = async (w) => {
    await gate.opened;
    const taken = await hijack(w);
    assert.equal(taken.reader.buffered, 1);
    got = await readFull(taken.reader, 5);
    taken.conn.close();
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await talk.send("12345");
    gate.open();
    await quiet();
    assert.deepEqual([got, talk.end], ["12345", "fin"]);
    talk.close();
  });
});

test("a byte that comes when the background read was called off is not lost", async () => {
  let got = "";
  const handler: Handler = async (w) => {
    const taken = await hijack(w);
    got = await readFull(taken.conn, 5);
    taken.conn.close();
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(get, "12345");
    assert.equal(got, "12345");
  });
});

test("an unread body comes as it is, and chunks in their framing", async () => {
  for (const [request, rest] of [
    [post5, "12345"],
    ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\n12345\r\n0\r\n\r\n"],
  ] as const) {
    for (const pieces of [[request, rest], [request + rest]]) {
      let got = "";
      const handler: Handler = async (w) => {
        const taken = await hijack(w);
        got = await readFull(taken.reader, rest.length);
        taken.conn.close();
      };
      await withServer({ handler }, async (bench) => {
        await bench.exchange(...pieces);
        assert.equal(got, rest);
      });
    }
  }
});

test("it cancels nothing: a client that goes away is not seen any more, and the signal ends with the handler", async () => {
  const gate = new Gate();
  const seen: boolean[] = [];
  let request: Request | undefined;
  const handler: Handler = async (w, r) => {
    request = r;
    const { conn } = await hijack(w);
    seen.push(r.signal.aborted);
    await gate.opened;
    seen.push(r.signal.aborted);
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await talk.fin();
    gate.open();
    await quiet();
    assert.deepEqual(seen, [false, false]);
    assert.equal(request?.signal.aborted, true);
    talk.close();
  });
});

test("a second one fails", async () => {
  let error: unknown;
  const handler: Handler = async (w) => {
    const { conn } = await hijack(w);
    error = await hijack(w).catch((err: unknown) => err);
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(get);
    assert(is(error, "HIJACKED"));
    assert.equal((error as Error).message, "http: connection has been hijacked");
  });
});

test("two at once: one gets it", async () => {
  const outcomes: string[] = [];
  const handler: Handler = async (w) => {
    const both = await Promise.allSettled([hijack(w), hijack(w)]);
    for (const one of both) {
      outcomes.push(one.status === "fulfilled" ? "taken" : (one.reason as EoflabError).code);
      if (one.status === "fulfilled") one.value.conn.close();
    }
  };
  await withServer({ handler }, async (bench) => {
    const { end } = await bench.exchange(get);
    assert.deepEqual([outcomes.sort(), end], [["HIJACKED", "taken"], "fin"]);
  });
});

test("what was written before is sent if it was flushed; if not, the header is, and the rest is lost", async () => {
  const chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const before: [what: string, begin: Handler, sent: string][] = [
    ["nothing", () => {}, ""],
    ["a field", (w) => w.header.set("X", "y"), ""],
    ["a status", (w) => w.writeHeader(204), "HTTP/1.1 204 No Content\r\n\r\n"],
    ["a write", async (w) => void (await w.write("lost")), `HTTP/1.1 200 OK\r\n${chunked}`],
    [
      "a flush",
      async (w) => {
        await w.write("kept");
        await new ResponseController(w).flush();
        await w.write("lost");
      },
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n${chunked}4\r\nkept\r\n`,
    ],
  ];
  for (const [what, begin, sent] of before) {
    const handler: Handler = async (w, r) => {
      await begin(w, r);
      const taken = await hijack(w);
      await say(taken, "raw");
      taken.conn.close();
    };
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(get), { text: `${sent}raw`, end: "fin" }, what);
    });
  }
});

test("afterwards the ResponseWriter does nothing, says so, and logs who has not understood", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    const controller = new ResponseController(w);
    const { conn } = await controller.hijack();
    const failed = await w.write("x").catch((err: unknown) => err);
    assert(failed instanceof WriteError);
    told.push(failed.bytesWritten, failed.message);
    told.push(is(await w.write("").catch((err: unknown) => err), "HIJACKED"));
    for (const code of [200, 103, 0]) w.writeHeader(code);
    told.push(is(await controller.flush().catch((err: unknown) => err), "HIJACKED"));
    told.push(w.header.get("X"), r.signal.aborted);
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(get), { text: "", end: "fin" });
    assert.deepEqual(told, [0, "http: connection has been hijacked", true, true, "", false]);
    assert.equal(bench.log.length, 4);
    assert.match(
      bench.log[0] ?? "",
      /^http: response\.Write on hijacked connection from .*hijack\.test\.ts:\d+\)$/,
    );
    for (const line of bench.log.slice(1)) {
      assert.match(line, /^http: response\.WriteHeader on hijacked connection from /);
    }
  });
});

test("a handler that throws when it has the connection is logged, and the connection stays its own", async () => {
  let taken: Hijacked | undefined;
  const handler: Handler = async (w) => {
    taken = await hijack(w);
    throw new Error("oh");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    assert.match(bench.log[0] ?? "", /^http: panic serving 127\.0\.0\.1:\d+: oh\n/);
    assert.equal(talk.end, "open");
    taken?.conn.close();
    await quiet();
    assert.equal(talk.end, "fin");
    talk.close();
  });
});

test("a handler that has returned gets no connection any more, and its answer is not harmed", async () => {
  let error: unknown;
  const gate = new Gate();
  const handler: Handler = async (w) => {
    if (error === undefined) {
      void gate.opened.then(async () => {
        error = await hijack(w).catch((err: unknown) => err);
      });
    }
    await w.write("a");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    gate.open();
    await quiet();
    assert(is(error, "HANDLER_RETURNED"));
    await talk.send(get);
    assert.deepEqual([talk.text, talk.end], [ok("a") + ok("a"), "open"]);
    talk.close();
  });
});

test("the body can still be read through the request; what comes behind it may be taken by the background read", async () => {
  const told: string[] = [];
  const handler: Handler = async (w, r) => {
    const { conn, reader } = await hijack(w);
    told.push(String.fromCharCode(...(await readAll(r.body)).bytes));
    // Go panics here: "invalid Body.Read call. After hijacked, the original Request must not be used".
    told.push(await reader.read(new Uint8Array(1)).then(String, (err: Error) => err.message));
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(`${post5}12345`);
    assert.equal(told[0], "12345");
    assert.match(told[1] ?? "", /^invalid (concurrent )?Body\.Read call/);
  });
});

test("a read of the body that is under way is called off, and the reader begins where it stopped", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    const reading = r.body.read(new Uint8Array(10)).catch((err: unknown) => err);
    await settle();
    const { conn, reader } = await hijack(w);
    const error = await reading;
    told.push(is(error, "DEADLINE_EXCEEDED"), r.signal.aborted, await readFull(reader, 5));
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    await talk.send("12345");
    assert.deepEqual([told, talk.end], [[true, true, "12345"], "fin"]);
    talk.close();
  });
});

test("HTTP/1.0 and HEAD give their connection, too", async () => {
  const handler: Handler = async (w) => {
    const taken = await hijack(w);
    await say(taken, "raw");
    taken.conn.close();
  };
  await withServer({ handler }, async (bench) => {
    for (const request of [
      "GET / HTTP/1.0\r\n\r\n",
      "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ]) {
      assert.deepEqual(await bench.exchange(request), { text: "raw", end: "fin" });
    }
  });
});

test("through a writer that wraps another it works if there is an unwrap, and under timeoutHandler it does not", async () => {
  const told: unknown[] = [];
  const take: Handler = async (w) => {
    try {
      (await hijack(w)).conn.close();
      told.push("taken");
    } catch (err) {
      told.push((err as EoflabError).code);
    }
  };
  const wrapped: Handler = (w, r) =>
    take(
      {
        header: w.header,
        writeHeader() {},
        write: () => Promise.resolve(0),
        unwrap: () => w,
      } as ResponseWriter,
      r,
    );
  await withServer({ handler: wrapped }, async (bench) => {
    assert.equal((await bench.exchange(get)).end, "fin");
  });
  const handler: Handler = (w, r) => timeoutHandler(take, 1000, "", bench.clock)(w, r);
  let bench: Bench;
  await withServer({ handler }, async (started) => {
    bench = started;
    assert.equal((await bench.exchange(get)).end, "open");
  });
  assert.deepEqual(told, ["taken", "NOT_SUPPORTED"]);
});

test("a connection that the client has cut can be taken, and is known to be gone", async () => {
  const told: unknown[] = [];
  const gate = new Gate();
  const handler: Handler = async (w, r) => {
    await gate.opened;
    told.push(r.signal.aborted);
    const { conn, reader } = await hijack(w);
    told.push(await reader.read(new Uint8Array(1)).catch((err: EoflabError) => err.code));
    told.push(await conn.write(new Uint8Array(1)).catch((err: EoflabError) => err.code));
    conn.close();
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await talk.rst();
    gate.open();
    await quiet();
    // The background read has heard of the reset; whoever comes next finds the connection ended.
    assert.deepEqual(told, [true, null, "EPIPE"]);
    talk.close();
  });
});
