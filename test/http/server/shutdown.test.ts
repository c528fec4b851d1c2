/**
 * Ending a server in order, and at once. Go: net/http server.go (*Server).Shutdown, Close, closeIdleConns,
 * SetKeepAlivesEnabled, RegisterOnShutdown.
 */

import assert from "node:assert/strict";
import { is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import type { Hijacked } from "../../../lib/http/server/response_conn.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { Server } from "../../../lib/http/server/server.ts";
import { test } from "../../fixtures/harness.ts";
import { type Bench, Gate, get, lastOk, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

const hello: Handler = async (w) => void (await w.write("hello"));

/** Whether a promise has been settled, and how. */
function watch(promise: Promise<unknown>): { outcome: "pending" | "done" | unknown } {
  const seen: { outcome: "pending" | "done" | unknown } = { outcome: "pending" };
  promise.then(
    () => {
      seen.outcome = "done";
    },
    (err: unknown) => {
      seen.outcome = err;
    },
  );
  return seen;
}

test("without connections it ends at once, and so does serve, which says why", async () => {
  await withServer({ handler: hello }, async (bench) => {
    await bench.server.shutdown();
    await assert.rejects(bench.dial(), (err) => is(err, "ECONNREFUSED"));
  });
});

test("serve ends when shutdown begins, not when it ends", async () => {
  const gate = new Gate();
  const handler: Handler = () => gate.opened;
  await withServer({ handler }, async (bench) => {
    const listener = await bench.network.listen({ host: "127.0.0.1", port: 0 });
    const served = watch(bench.server.serve(listener));
    const talk = await bench.talk();
    await talk.send(get);
    const done = watch(bench.server.shutdown());
    await quiet();
    assert(is(served.outcome, "SERVER_CLOSED"));
    assert.equal((served.outcome as Error).message, "http: Server closed");
    assert.equal(done.outcome, "pending");
    gate.open();
    await quiet();
    assert.equal(done.outcome, "done");
    talk.close();
  });
});

test("idle connections are closed at once; one that answers is waited for, and says that it ends", async () => {
  const gate = new Gate();
  const states: string[] = [];
  const handler: Handler = async (w, r) => {
    if (r.target === "/slow") await gate.opened;
    await w.write("hello");
  };
  await withServer({ handler, connState: (_, state) => states.push(state) }, async (bench) => {
    const idle = await bench.talk();
    await idle.send(get);
    const active = await bench.talk();
    await active.send(get.replace("/", "/slow"));
    const done = watch(bench.server.shutdown());
    await quiet();
    assert.deepEqual([idle.end, active.end, done.outcome], ["fin", "open", "pending"]);
    gate.open();
    await quiet();
    assert.deepEqual([active.text, active.end, done.outcome], [lastOk("hello"), "fin", "done"]);
    assert.deepEqual(states, ["new", "active", "idle", "new", "active", "closed", "closed"]);
    idle.close();
    active.close();
  });
});

test("an answer whose header has gone is finished, and the connection ends all the same", async () => {
  const gate = new Gate();
  const handler: Handler = async (w) => {
    await w.write("a");
    await new ResponseController(w).flush();
    await gate.opened;
    await w.write("b");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    const done = bench.server.shutdown();
    gate.open();
    await done;
    await quiet();
    assert.match(talk.text, /chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n$/);
    assert(!talk.text.includes("Connection:"));
    assert.equal(talk.end, "fin");
    talk.close();
  });
});

test("requests behind the one that is answered are not", async () => {
  const gate = new Gate();
  const handler: Handler = async (w) => {
    await gate.opened;
    await w.write("hello");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get + get);
    const done = bench.server.shutdown();
    gate.open();
    await done;
    await quiet();
    assert.deepEqual([talk.text, talk.end], [lastOk("hello"), "fin"]);
    talk.close();
  });
});

test("a connection that has sent nothing, or no whole header, counts as idle when 5 s have passed", async () => {
  for (const begin of ["", "GET / HT"]) {
    await withServer({ handler: hello }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(begin);
      await bench.clock.advance(1000);
      const done = watch(bench.server.shutdown());
      await bench.clock.advance(3999);
      await quiet();
      assert.deepEqual([talk.end, done.outcome], ["open", "pending"], begin);
      // Go counts in whole seconds, so that it may take up to 6.
      await bench.clock.advance(1001);
      await quiet();
      assert.deepEqual(
        [talk.text, talk.end, done.outcome],
        ["", begin === "" ? "fin" : talk.end, "done"],
        begin,
      );
      assert.notEqual(talk.end, "open");
      talk.close();
    });
  }
});

test("one that is older than that is closed at once", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const talk = await bench.talk();
    await quiet();
    await bench.clock.advance(7000);
    await bench.server.shutdown();
    await quiet();
    assert.equal(talk.end, "fin");
    talk.close();
  });
});

test("what comes on a new connection meanwhile is read and not answered, be it a request or not", async () => {
  for (const request of [get, "GARBAGE\r\n\r\n"]) {
    const states: string[] = [];
    let served = 0;
    const handler: Handler = () => void served++;
    await withServer({ handler, connState: (_, state) => states.push(state) }, async (bench) => {
      const talk = await bench.talk();
      await quiet();
      const done = watch(bench.server.shutdown());
      await talk.send(request);
      assert.deepEqual([talk.text, talk.end, done.outcome, served], ["", "fin", "done", 0]);
      assert.deepEqual(states, ["new", "active", "closed"]);
      talk.close();
    });
  }
});

test("a connection that a handler has taken is not waited for", async () => {
  let taken: Hijacked | undefined;
  const handler: Handler = async (w) => {
    taken = await new ResponseController(w).hijack();
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await bench.server.shutdown();
    assert.equal(talk.end, "open");
    taken?.conn.close();
    talk.close();
  });
});

test("one that lingers is waited for", async () => {
  const handler: Handler = async (w, r) => {
    await readAll(maxBytesReader(w, r.body, 1));
    await w.write("too much");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(`${post5}12345`);
    assert.equal(talk.end, "fin");
    const done = watch(bench.server.shutdown());
    await bench.clock.advance(499);
    assert.equal(done.outcome, "pending");
    await bench.clock.advance(1);
    assert.equal(done.outcome, "done");
    talk.close();
  });
});

test("a body that still comes is waited for, and its answer is given", async () => {
  const handler: Handler = async (w, r) => void (await w.write((await readAll(r.body)).bytes));
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(post5);
    const done = watch(bench.server.shutdown());
    await talk.send("123");
    assert.equal(done.outcome, "pending");
    await talk.send("45");
    assert.deepEqual([talk.text, talk.end, done.outcome], [lastOk("12345"), "fin", "done"]);
    talk.close();
  });
});

test("a signal ends the waiting, with its reason, and leaves the connections as they are", async () => {
  const gate = new Gate();
  const handler: Handler = async (w) => {
    await gate.opened;
    await w.write("hello");
  };
  await withServer({ handler }, async (bench) => {
    const active = await bench.talk();
    await active.send(get);
    const fresh = await bench.talk();
    await quiet();
    const controller = new AbortController();
    const reason = new Error("enough");
    const done = watch(bench.server.shutdown(controller.signal));
    await quiet();
    assert.equal(done.outcome, "pending");
    controller.abort(reason);
    await quiet();
    assert.equal(done.outcome, reason);
    assert.equal(bench.clock.pending, 0, "nobody waits for the new connection any more");
    assert.deepEqual([active.end, fresh.end], ["open", "open"]);
    const again = watch(bench.server.shutdown());
    gate.open();
    fresh.close();
    await quiet();
    assert.deepEqual([active.text, again.outcome], [lastOk("hello"), "done"]);
    active.close();
  });
});

test("a signal that was aborted before is heard only if there is something to wait for", async () => {
  const gate = new Gate();
  await withServer({ handler: () => gate.opened }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    const late = watch(bench.server.shutdown(AbortSignal.abort(new Error("late"))));
    await quiet();
    assert.equal((late.outcome as Error).message, "late");
    talk.close();
    gate.open();
    await quiet();
    await bench.server.shutdown(AbortSignal.abort());
  });
});

test("what is registered is called once for each shutdown, at its beginning, and not by close", async () => {
  const gate = new Gate();
  let called = 0;
  await withServer({ handler: () => gate.opened }, async (bench) => {
    bench.server.registerOnShutdown(() => void called++);
    const talk = await bench.talk();
    await talk.send(get);
    const both = [watch(bench.server.shutdown()), watch(bench.server.shutdown())];
    await quiet();
    assert.equal(called, 2, "as in Go");
    assert.deepEqual(
      both.map((b) => b.outcome),
      ["pending", "pending"],
    );
    gate.open();
    await quiet();
    assert.deepEqual(
      both.map((b) => b.outcome),
      ["done", "done"],
    );
    bench.server.close();
    assert.equal(called, 2);
    talk.close();
  });
});

test("a function that never returns is not waited for", async () => {
  await withServer({ handler: hello }, async (bench) => {
    bench.server.registerOnShutdown(() => new Promise(() => {}));
    await bench.server.shutdown();
  });
});

test("after it nothing is served: serve closes its listener and says so, listenAndServe does not listen", async () => {
  for (const how of ["shutdown", "close"] as const) {
    await withServer({ handler: hello }, async (bench) => {
      await bench.server[how]();
      const listener = await bench.network.listen({ host: "127.0.0.1", port: 0 });
      await assert.rejects(bench.server.serve(listener), (err) => is(err, "SERVER_CLOSED"));
      await assert.rejects(bench.network.dial(listener.addr), (err) => is(err, "ECONNREFUSED"));
      await assert.rejects(bench.server.listenAndServe("127.0.0.1:0"), (err) => is(err, "SERVER_CLOSED"));
    });
  }
});

test("close ends what shutdown waits for", async () => {
  const gate = new Gate();
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    await gate.opened;
    told.push(r.signal.aborted, await w.write("a"));
    told.push(is(await new ResponseController(w).flush().catch((err: unknown) => err), "CLOSED"));
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    const done = watch(bench.server.shutdown());
    bench.server.close();
    await quiet();
    assert.equal(talk.end, "fin");
    gate.open();
    await quiet();
    assert.deepEqual([done.outcome, told], ["done", [true, 1, true]]);
    talk.close();
  });
});

test("close ends connections in every state, and close during a lingering close leaves no timer", async () => {
  const handler: Handler = async (w, r) => {
    await readAll(maxBytesReader(w, r.body, 1));
    if (r.target === "/slow") await new Promise(() => {});
    await w.write("a");
  };
  await withServer({ handler, readTimeout: 1000, idleTimeout: 1000, writeTimeout: 1000 }, async (bench) => {
    const begins = ["", "GE", get, get.replace("/", "/slow"), post5, `${post5}12345`];
    const talks = [];
    for (const begin of begins) {
      const talk = await bench.talk();
      await talk.send(begin);
      talks.push(talk);
    }
    bench.server.close();
    await quiet();
    assert(talks.every((t) => t.end !== "open"));
    assert.equal(bench.clock.pending, 0);
    for (const talk of talks) talk.close();
  });
});

test("serve on several listeners ends on all of them", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const listeners = await Promise.all(
      [1, 2].map(() => bench.network.listen({ host: "127.0.0.1", port: 0 })),
    );
    const served = listeners.map((l) => watch(bench.server.serve(l)));
    await bench.server.shutdown();
    assert(served.every(({ outcome }) => is(outcome, "SERVER_CLOSED")));
  });
});

test("a listener that fails ends its serve with its error, and the others go on", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const failing = {
      addr: { host: "127.0.0.1", port: 1 },
      accept: () => Promise.reject(new Error("it is broken")),
      close: () => {},
    };
    await assert.rejects(bench.server.serve(failing), /it is broken/);
    assert.equal((await bench.exchange(get)).text, ok("hello"));
  });
});

test("a listener that is closed by somebody else ends serve with that error, as it is no end in order", async () => {
  await withServer({ handler: hello }, async (bench) => {
    const listener = await bench.network.listen({ host: "127.0.0.1", port: 0 });
    const served = watch(bench.server.serve(listener));
    listener.close();
    await quiet();
    assert(is(served.outcome, "CLOSED"));
    assert.match((served.outcome as Error).message, /^accept tcp \S+: use of closed network connection$/);
  });
});

test("without keep-alives each answer ends its connection, idle ones are closed, and it can be taken back", async () => {
  const gate = new Gate();
  const handler: Handler = async (w, r) => {
    if (r.target === "/slow") await gate.opened;
    await w.write("hello");
  };
  await withServer({ handler }, async (bench) => {
    const idle = await bench.talk();
    await idle.send(get);
    const active = await bench.talk();
    await active.send(get.replace("/", "/slow"));
    const fresh = await bench.talk();
    await quiet();
    bench.server.setKeepAlivesEnabled(false);
    await quiet();
    assert.deepEqual([idle.end, active.end, fresh.end], ["fin", "open", "open"]);
    await fresh.send(get);
    assert.deepEqual([fresh.text, fresh.end], [lastOk("hello"), "fin"]);
    bench.server.setKeepAlivesEnabled(true);
    gate.open();
    await quiet();
    assert.deepEqual([active.text, active.end], [ok("hello"), "open"]);
    for (const talk of [idle, active, fresh]) talk.close();
  });
});

test("keep-alives that are disabled while an answer is on its way: it has promised, and the connection ends", async () => {
  const handler: Handler = async (w) => {
    await w.write("a");
    await new ResponseController(w).flush();
    bench.server.setKeepAlivesEnabled(false);
  };
  let bench: Bench;
  await withServer({ handler }, async (started) => {
    bench = started;
    const { text, end } = await bench.exchange(get + get);
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n1\r\na\r\n0\r\n\r\n$/s);
    assert(!text.includes("Connection"));
    assert.equal(end, "fin");
  });
});

test("without keep-alives an HTTP/1.0 client is told that its connection is kept, and it is not: as in Go", async () => {
  await withServer({ handler: hello }, async (bench) => {
    bench.server.setKeepAlivesEnabled(false);
    const { text, end } = await bench.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert.match(text, /^HTTP\/1\.0 200 OK\r\n.*Connection: keep-alive\r\n\r\nhello$/s);
    assert.equal(end, "fin");
  });
});

test("listenAndServe serves on a socket, and ends by shutdown", async () => {
  const { network } = await import("../../../lib/net/platform.ts");
  const { systemClock } = await import("../../../lib/clock.ts");
  const { RawClient } = await import("../../../lib/http/client/raw_client.ts");
  const { Recorder } = await import("../../../lib/trace/recorder.ts");
  const trace = new Recorder(systemClock);
  const server = new Server({ handler: hello, trace });
  const served = watch(server.listenAndServe("127.0.0.1:0"));
  const { addr } = await trace.saw("server.listen");
  const [host = "", port = ""] = addr.split(":");
  const net = await network({ clock: systemClock });
  const client = await RawClient.dial(net, { host, port: Number(port) });
  await client.send(get);
  const received = String.fromCharCode(...((await client.receive()) ?? []));
  assert.match(received, /\r\n\r\nhello$/);
  await server.shutdown();
  assert(is(served.outcome, "SERVER_CLOSED"));
  assert.equal((await client.receiveAll()).end, "fin");
  client.close();
});
