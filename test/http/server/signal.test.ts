/**
 * How a handler learns that its client is gone. Go: net/http server.go connReader, Request.Context.
 */

import assert from "node:assert/strict";
import { is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Request } from "../../../lib/http/server/request.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { type Bench, Gate, get, ok, post5, quiet, withServer } from "../../fixtures/serve.ts";

/** A server whose handlers wait at a gate, and what they saw of their signals before and after. */
async function waiting(
  handler: Handler,
  use: (bench: Bench, requests: Request[], gate: Gate) => Promise<void>,
): Promise<void> {
  const requests: Request[] = [];
  const gate = new Gate();
  const waits: Handler = async (w, r) => {
    requests.push(r);
    await handler(w, r);
    await gate.opened;
    await w.write("a").catch(() => {});
  };
  await withServer({ handler: waits }, async (bench) => {
    await use(bench, requests, gate);
    gate.open();
    await quiet();
  });
}

const aborted = (requests: readonly Request[]): boolean[] => requests.map((r) => r.signal.aborted);

test("FIN or RST of the client while the handler runs aborts it, also when nobody asked before", async () => {
  for (const how of ["fin", "rst"] as const) {
    for (const asks of [true, false]) {
      await waiting(
        (_, r) => {
          if (asks) assert.equal(r.signal.aborted, false);
        },
        async (bench, requests, gate) => {
          const talk = await bench.talk();
          await talk.send(get);
          await talk[how]();
          assert.deepEqual(aborted(requests), [true]);
          gate.open();
          await quiet();
          if (how === "fin")
            assert.deepEqual([talk.text, talk.end], [ok("a"), "fin"], "it is answered all the same");
          talk.close();
        },
      );
    }
  }
});

test("while a body is unread nothing is noticed; when it has been read, everything is", async () => {
  for (const request of [post5, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"]) {
    await waiting(
      () => {},
      async (bench, requests) => {
        const talk = await bench.talk();
        await talk.send(request);
        await talk.fin();
        assert.deepEqual(aborted(requests), [false]);
        talk.close();
      },
    );
  }
  await waiting(
    async (_, r) => void (await readAll(r.body)),
    async (bench, requests) => {
      const talk = await bench.talk();
      await talk.send(`${post5}12345`);
      assert.deepEqual(aborted(requests), [false]);
      await talk.fin();
      assert.deepEqual(aborted(requests), [true]);
      talk.close();
    },
  );
});

test("a body that breaks off aborts it by the read that meets the end", async () => {
  for (const how of ["fin", "rst"] as const) {
    await waiting(
      async (_, r) => void (await readAll(r.body)),
      async (bench, requests) => {
        const talk = await bench.talk();
        await talk.send(`${post5}12`);
        assert.deepEqual(aborted(requests), [false]);
        await talk[how]();
        assert.deepEqual(aborted(requests), [true]);
        talk.close();
      },
    );
  }
});

test("bytes of a next request hide the end behind them, until they are read", async () => {
  await waiting(
    () => {},
    async (bench, requests, gate) => {
      const talk = await bench.talk();
      await talk.send(get);
      await talk.send("G");
      await talk.fin();
      assert.deepEqual(aborted(requests), [false]);
      gate.open();
      await quiet();
      assert.deepEqual([talk.text, talk.end], [ok("a"), "fin"]);
      talk.close();
    },
  );
});

test("with whole requests buffered the end is seen at once, and every request behind it is aborted from its start", async () => {
  const seen: boolean[] = [];
  const handler: Handler = async (w, r) => {
    seen.push(r.signal.aborted);
    await quiet();
    seen.push(r.signal.aborted);
    await w.write("a");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.client.send(get + get + get);
    await talk.fin();
    for (let i = 0; i < 5; i++) await quiet();
    assert.deepEqual(seen, [false, true, true, true, true, true]);
    assert.deepEqual([talk.text, talk.end], [ok("a") + ok("a") + ok("a"), "fin"], "and all are answered");
    talk.close();
  });
});

test("it is aborted when the handler has returned, and not before; the next request has its own", async () => {
  const requests: Request[] = [];
  const handler: Handler = async (w, r) => {
    requests.push(r);
    assert.equal(r.signal, r.signal);
    assert.equal(r.signal.aborted, false);
    await w.write("a");
    await new ResponseController(w).flush();
    assert.equal(r.signal.aborted, false);
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    assert.deepEqual(aborted(requests), [true]);
    await talk.send(get);
    assert.equal(requests.length, 2);
    assert.notEqual(requests[0]?.signal, requests[1]?.signal);
    assert.equal(talk.end, "open");
    assert.deepEqual(bench.log, []);
    talk.close();
  });
});

test("one that is asked for after the end is aborted, too", async () => {
  let request: Request | undefined;
  const handler: Handler = (_, r) => {
    request = r;
  };
  await withServer({ handler }, async (bench) => {
    await bench.exchange(get);
    assert.equal(request?.signal.aborted, true);
  });
});

test("a write that fails aborts it", async () => {
  const seen: unknown[] = [];
  let bench: Bench;
  const handler: Handler = async (w, r) => {
    await bench.clock.sleep(20);
    seen.push(await w.write("fits"), r.signal.aborted);
    const failed = await w.write(new Uint8Array(10_000)).catch((err: unknown) => err);
    seen.push(is(failed, "DEADLINE_EXCEEDED"), r.signal.aborted);
  };
  await withServer({ handler, writeTimeout: 10 }, async (started) => {
    bench = started;
    const talk = await bench.talk();
    await talk.send(get);
    await bench.clock.advance(20);
    await quiet();
    assert.deepEqual(seen, [4, false, true, true]);
    talk.close();
  });
});

test("the server's close aborts it, and its shutdown does not", async () => {
  await waiting(
    () => {},
    async (bench, requests, gate) => {
      const talk = await bench.talk();
      await talk.send(get);
      const done = bench.server.shutdown();
      await quiet();
      assert.deepEqual(aborted(requests), [false]);
      gate.open();
      await done;
      talk.close();
    },
  );
  await waiting(
    () => {},
    async (bench, requests) => {
      const talk = await bench.talk();
      await talk.send(get);
      bench.server.close();
      await quiet();
      assert.deepEqual(aborted(requests), [true]);
      talk.close();
    },
  );
});

test("a read deadline that passes while nobody reads but the server aborts it, and every request that follows", async () => {
  const seen: boolean[] = [];
  let bench: Bench;
  const handler: Handler = async (w, r) => {
    if (r.target === "/first") {
      new ResponseController(w).setReadDeadline(bench.clock.now() + 10);
      await bench.clock.sleep(20);
    }
    seen.push(r.signal.aborted);
    await w.write("a");
  };
  await withServer({ handler }, async (started) => {
    bench = started;
    const talk = await bench.talk();
    await talk.send(get.replace("/", "/first"));
    await bench.clock.advance(20);
    await quiet();
    await talk.send(get);
    assert.deepEqual([seen, talk.text, talk.end], [[true, true], ok("a") + ok("a"), "open"]);
    talk.close();
  });
});

test("readTimeout does not pass for a handler whose request has been read", async () => {
  const seen: boolean[] = [];
  let bench: Bench;
  const handler: Handler = async (w, r) => {
    await readAll(r.body);
    await bench.clock.sleep(60_000);
    seen.push(r.signal.aborted);
    await w.write("a");
  };
  await withServer({ handler, readTimeout: 1000 }, async (started) => {
    bench = started;
    for (const request of [get, `${post5}12345`]) {
      const talk = await bench.talk();
      await talk.send(request);
      await bench.clock.advance(60_000);
      await quiet();
      assert.deepEqual([talk.text, talk.end], [ok("a"), "open"]);
      talk.close();
    }
    assert.deepEqual(seen, [false, false]);
  });
});
