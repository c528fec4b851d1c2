/**
 * Advisories about clients that are slow, or gone. A deadline counts from the beginning of what it limits, so that no
 * number of bytes moves it; on the virtual clock it is met to the millisecond.
 */

import assert from "node:assert/strict";
import { settle } from "../../../../lib/clock.ts";
import type { ServerOptions } from "../../../../lib/http/server/server.ts";
import {
  answer,
  CountingBench,
  ignore,
  lastAnswer,
  post,
  refused,
  tell,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

const second = 1000;
const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/** What came of a slow client: what it was sent, and at what time the server ended the connection, if it did. */
interface Fate {
  readonly text: string;
  readonly endedAt: number | null;
}

/** Sends each piece a second after the one before, and then waits for a minute. */
async function trickle(options: Partial<ServerOptions>, pieces: Iterable<string>): Promise<Fate> {
  const bench = new CountingBench({ handler: tell, ...options });
  let fate: Fate | undefined;
  await bench.run(async () => {
    const client = await bench.dial();
    let text = "";
    let endedAt: number | null = null;
    const reading = (async () => {
      for (let p = await client.receive(); p !== null; p = await client.receive()) {
        text += String.fromCharCode(...p);
      }
      endedAt = bench.clock.now();
    })().catch(() => {});
    for (const piece of pieces) {
      if (endedAt !== null) break;
      if (piece !== "") await client.send(piece).catch(() => {});
      for (let turn = 0; turn < 3; turn++) await settle();
      await bench.clock.advance(second);
    }
    for (let left = 0; left < 60 && endedAt === null; left++) await bench.clock.advance(second);
    fate = { text, endedAt };
    client.close();
    await reading;
  });
  assert(fate !== undefined);
  return fate;
}

/** Nothing for so many seconds, then the text. */
const after = (seconds: number, text: string): string[] => [...Array<string>(seconds).fill(""), text];

test("CVE-2018-12122 (Node): a header that comes a byte a second is waited for no longer than readHeaderTimeout", async () => {
  const header = `GET / HTTP/1.1\r\nHost: x\r\n${"X: y\r\n".repeat(20)}`;
  for (const limit of ["readHeaderTimeout", "readTimeout"]) {
    assert.deepEqual(await trickle({ [limit]: 10 * second }, header), {
      text: refused(),
      endedAt: 10 * second,
    });
    assert.deepEqual(await trickle({ [limit]: 25 * second }, header), { text: "", endedAt: 25 * second });
  }
});

test("CVE-2018-12122 (Node): what is answered depends on where the header was cut, as in Go", async () => {
  const whole = "GET / HTTP/1.1\r\nHost: x\r\n";
  const cuts: [begin: string, answered: string][] = [
    ["", ""],
    ["G", refused()],
    ["GET / HT", refused()],
    ["GET / HTTP/1.1", ""],
    ["GET / HTTP/1.1\r", refused()],
    ["GET / HTTP/1.1\r\n", ""],
    ["GET / HTTP/1.1\r\nHo", refused()],
    ["GET / HTTP/1.1\r\nHost:", ""],
    [whole, ""],
    [`${whole}A`, refused()],
    [`${whole}A: b\r\n`, ""],
    [`${whole}\r`, refused()],
  ];
  for (const [begin, text] of cuts) {
    const fate = await trickle({ readHeaderTimeout: 10 * second }, [begin]);
    assert.deepEqual(fate, { text, endedAt: 10 * second }, JSON.stringify(begin));
  }
});

test("CVE-2019-5737 (Node): the header of a later request on the connection has no more time than that of the first", async () => {
  const limits = { readHeaderTimeout: 10 * second, idleTimeout: 30 * second };
  const first = answer("GET / x 0 <>");
  // Four bytes end the idle time, three do not.
  assert.deepEqual(await trickle(limits, [get, ...after(20, "GE")]), {
    text: first,
    endedAt: 30 * second,
  });
  const fate = await trickle(limits, [get, ...after(19, "GET "), ..."/ HTTP/1.1\r\nHost: x\r\n\r\n"]);
  assert.deepEqual(fate, { text: first + refused(), endedAt: 30 * second });
});

test("CVE-2019-5739 (Node): a connection that nothing comes on is closed when idleTimeout has passed", async () => {
  const text = answer("GET / x 0 <>");
  assert.deepEqual(await trickle({ idleTimeout: 5 * second }, [get]), { text, endedAt: 5 * second });
  // Without one it is readTimeout, and without that there is no limit.
  assert.deepEqual(await trickle({ readTimeout: 7 * second }, [get]), { text, endedAt: 7 * second });
  assert.deepEqual(await trickle({ readHeaderTimeout: 7 * second }, [get]), { text, endedAt: null });
});

test("CVE-2020-8251 (Node): a body that comes a byte a second is waited for no longer than readTimeout", async () => {
  const request = [post("Content-Length: 100\r\n"), ..."b".repeat(60)];
  const limits = { readTimeout: 10 * second };
  const read = await trickle(limits, request);
  assert.equal(read.endedAt, 10 * second);
  assert.match(
    read.text,
    /^HTTP\/1\.1 200 OK\r\n.*\r\nConnection: close\r\n\r\nPOST \/ x 100 <b{9}> read tcp \S+->\S+: i\/o timeout$/s,
  );
  const unread = await trickle({ ...limits, handler: ignore }, request);
  const late = lastAnswer("ignored /").replace("00:00:00", "00:00:10");
  assert.deepEqual(unread, { text: late, endedAt: 10 * second });
  const chunks = [post("Transfer-Encoding: chunked\r\n"), ...Array<string>(60).fill("1\r\nb\r\n")];
  const chunked = await trickle(limits, chunks);
  assert.equal(chunked.endedAt, 10 * second);
  assert.match(chunked.text, /<b{9}> read tcp \S+->\S+: i\/o timeout$/);
  // readHeaderTimeout is no limit for it.
  assert.deepEqual(await trickle({ readHeaderTimeout: 10 * second }, request.slice(0, 40)), {
    text: "",
    endedAt: null,
  });
});

test("CVE-2020-8251 (Node): a body that was asked for and never comes is waited for no longer", async () => {
  const request = post("Content-Length: 100\r\nExpect: 100-continue\r\n");
  const { text, endedAt } = await trickle({ readTimeout: 10 * second }, [request]);
  assert.equal(endedAt, 10 * second);
  assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  assert.match(text, /POST \/ x 100 <> read tcp \S+->\S+: i\/o timeout$/);
});

test("CVE-2024-49769 (waitress): clients that are gone before anybody looks leave nothing behind", async () => {
  const states = new Map<string, number>();
  const bench = new CountingBench({
    handler: tell,
    readTimeout: 10 * second,
    writeTimeout: 10 * second,
    idleTimeout: 10 * second,
    connState: (_, state) => states.set(state, (states.get(state) ?? 0) + 1),
  });
  await bench.run(async () => {
    for (let i = 0; i < 100; i++) {
      const client = await bench.dial();
      if (i % 4 === 1) await client.send("GET /");
      if (i % 4 === 2) await client.send(get);
      if (i % 2 === 0) client.conn.reset();
      else client.close();
    }
    for (let turn = 0; turn < 10; turn++) await settle();
    assert.equal(states.get("new"), 100);
    assert.equal(states.get("closed"), 100);
    assert.equal(bench.clock.pending, 0);
    assert.deepEqual(bench.log, []);
  });
});

test("a client that takes nothing of its answer keeps the connection no longer than writeTimeout", async () => {
  const ended: number[] = [];
  let failed: unknown;
  const bench = new CountingBench({
    writeTimeout: 10 * second,
    handler: async (w) => {
      for (let i = 0; i < 100 && failed === undefined; i++) {
        await w.write("x".repeat(10_000)).catch((err: unknown) => {
          failed = err;
        });
      }
    },
    connState: (_, state) => {
      if (state === "closed") ended.push(bench.clock.now());
    },
  });
  await bench.run(async () => {
    const client = await bench.dial();
    await client.send(get);
    for (let turn = 0; turn < 5; turn++) await settle();
    await bench.clock.advance(60 * second);
    assert.match(String(failed), /write tcp \S+->\S+: i\/o timeout/);
    assert.deepEqual(ended, [10 * second]);
    assert.equal(bench.clock.pending, 0);
    client.close();
  });
});
