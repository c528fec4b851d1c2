/**
 * Handlers that do what they should not, and clients that go when they should not: no promise rejects unheard, nothing
 * is left behind, and what one handler leaves never gets into the answer of another.
 *
 * Each run is guarded: test/fixtures/serve.ts.
 */

import assert from "node:assert/strict";
import { settle } from "../../../lib/clock.ts";
import { readAll } from "../../../lib/http/body.ts";
import { error, notFound, redirect } from "../../../lib/http/server/answers.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import type { Request } from "../../../lib/http/server/request.ts";
import type { Handler, ResponseWriter } from "../../../lib/http/server/response_writer.ts";
import { timeoutHandler } from "../../../lib/http/server/timeout_handler.ts";
import type { Conn } from "../../../lib/net/conn.ts";
import { readAnswers } from "../../fixtures/answers.ts";
import { test } from "../../fixtures/harness.ts";
import { type Bench, Gate, get, ok, post5, quiet, type Talk, withServer } from "../../fixtures/serve.ts";
import { allHeard } from "../../fixtures/unheard.ts";

test("the guard sees a promise that is rejected unheard, whatever it is rejected with", async () => {
  const fails = (): never => {
    throw new Error("do not look");
  };
  for (const reason of [new Error("oh"), undefined, { toString: fails }]) {
    await assert.rejects(
      allHeard(async () => void Promise.reject(reason)),
      /no promise rejects unheard/,
    );
  }
  assert.equal(await allHeard(() => Promise.resolve(1)), 1);
  await assert.rejects(
    allHeard(() => Promise.reject(new Error("of the test itself"))),
    /of the test itself/,
  );
});

/** Everything that a handler can do, on a connection of its own. */
interface Doing {
  readonly w: ResponseWriter;
  readonly r: Request;
  readonly c: ResponseController;
  /** Connections that were taken over, to be closed in the end. */
  readonly taken: Conn[];
}

const big = new Uint8Array(5000).fill(0x41);

/** What a handler does, and does not wait for. */
const acts: Readonly<Record<string, (doing: Doing) => unknown>> = {
  write: ({ w }) => w.write("A"),
  "write text": ({ w }) => w.write("A".repeat(3000)),
  "write bytes": ({ w }) => w.write(big),
  "write nothing": ({ w }) => w.write(""),
  flush: ({ c }) => c.flush(),
  status: ({ w }) => w.writeHeader(404),
  "no content": ({ w }) => w.writeHeader(204),
  hints: ({ w }) => w.writeHeader(103),
  header: ({ w }) => w.header.set("X", "A"),
  read: ({ r }) => r.body.read(new Uint8Array(3)),
  "read all": ({ r }) => readAll(r.body),
  "read limited": ({ w, r }) => maxBytesReader(w, r.body, 2).read(new Uint8Array(10)),
  close: ({ r }) => r.body.close(),
  duplex: ({ c }) => c.enableFullDuplex(),
  hijack: ({ c, taken }) =>
    c.hijack().then(
      ({ conn }) => taken.push(conn),
      () => {},
    ),
  "read deadline": ({ c }) => c.setReadDeadline(0),
  "write deadline": ({ c }) => c.setWriteDeadline(0),
};

/** What may end the connection when it is done before the answer is finished. */
const mayEnd: ReadonlySet<string> = new Set([
  "read limited",
  "duplex",
  "hijack",
  "read deadline",
  "write deadline",
]);

/** When it does that. */
const moments = ["at once", "as it returns", "when it has returned", "in the next"] as const;
type Moment = (typeof moments)[number];

/** What one handler does, and when. */
type Plan = readonly (readonly [act: string, moment: Moment])[];

const kinds: Readonly<Record<string, string>> = {
  GET: "GET / HTTP/1.1\r\nHost: x\r\n",
  HEAD: "HEAD / HTTP/1.1\r\nHost: x\r\n",
  POST: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n",
  chunks: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n",
  Expect: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n",
};

const bodies: Readonly<Record<string, string>> = {
  GET: "",
  HEAD: "",
  POST: "12345",
  chunks: "5\r\n12345\r\n0\r\n\r\n",
  Expect: "12345",
};

/** Does something and waits for nothing; what it throws at once is caught. */
function doIt(act: string, doing: Doing): void {
  try {
    acts[act]?.(doing);
  } catch {
    // As a handler may do.
  }
}

/** Does something after so many turns of the queue of microtasks. */
function soon(turns: number, fn: () => void): void {
  queueMicrotask(() => (turns > 1 ? soon(turns - 1, fn) : fn()));
}

/** What is put around the handler that misbehaves. */
type Around = (handler: Handler, bench: Bench) => Handler;

/** Carries every plan out on a connection of its own, all at the same time, and looks at what came of it. */
async function carryOut(
  kind: string,
  plans: readonly Plan[],
  around: Around = (handler) => handler,
): Promise<void> {
  const doings = new Map<number, Doing>();
  const taken = plans.map((): Conn[] => []);
  const first: Handler = (w, r) => {
    const id = Number(r.header.get("Id"));
    const doing: Doing = { w, r, c: new ResponseController(w), taken: taken[id] ?? [] };
    doings.set(id, doing);
    for (const [i, [act, moment]] of (plans[id] ?? []).entries()) {
      if (moment === "at once") doIt(act, doing);
      if (moment === "as it returns") soon(1 + ((id + i) % 7), () => doIt(act, doing));
      if (moment === "when it has returned") void settle().then(() => doIt(act, doing));
    }
  };
  const next: Handler = async (w, r) => {
    const id = Number(r.header.get("Id"));
    const doing = doings.get(id);
    for (const [act, moment] of plans[id] ?? []) {
      if (moment !== "in the next" || doing === undefined) continue;
      doIt(act, doing);
      await settle();
    }
    await w.write("next");
  };
  let bench: Bench;
  const handler: Handler = (w, r) => (r.target === "/next" ? next(w, r) : around(first, bench)(w, r));
  await withServer({ handler }, async (started) => {
    bench = started;
    const talks: Talk[] = [];
    for (const id of plans.keys()) {
      const talk = await bench.talk();
      await talk.client.send(`${kinds[kind]}Id: ${id}\r\n\r\n${bodies[kind]}`);
      talks.push(talk);
    }
    await quiet();
    for (const [id, talk] of talks.entries()) {
      await talk.client.send(`GET /next HTTP/1.1\r\nHost: x\r\nId: ${id}\r\n\r\n`).catch(() => {});
    }
    await quiet();
    await quiet();
    for (const [id, talk] of talks.entries()) {
      const plan = plans[id] ?? [];
      if (taken[id]?.length === 0) checkAnswers(talk, kind, plan);
      for (const conn of taken[id] ?? []) conn.close();
      talk.close();
    }
    // What went wrong in one of them is logged; only one thing may: the panic that Go has, too.
    for (const line of bench.log) {
      const harmless = /^http: (superfluous|response\.Write)/.test(line);
      assert(harmless || line.includes("invalid concurrent Body.Read call"), line);
    }
    assert.equal((await bench.exchange("GET /next HTTP/1.1\r\nHost: x\r\n\r\n")).text, ok("next"));
  });
}

/** Whether nothing in a plan can end the connection. A body that is expected and unread does. */
function goesOn(kind: string, plan: Plan): boolean {
  const early: readonly Moment[] = ["at once", "as it returns"];
  return kind !== "Expect" && plan.every(([act, moment]) => !early.includes(moment) || !mayEnd.has(act));
}

/** What came is HTTP; the second answer is the second handler's, and it is there if nothing ends the connection. */
function checkAnswers(talk: Talk, kind: string, plan: Plan): void {
  const { answers, rest } = readAnswers(talk.received, [kind]);
  const [one, two, ...more] = answers.filter((a) => a.status >= 200);
  const why = `${kind} ${JSON.stringify(plan)}: ${JSON.stringify(talk.text).slice(0, 400)} ${talk.end}`;
  assert.deepEqual(more, [], why);
  if (one !== undefined) assert.match(one.body, /^A*$/, why);
  if (two !== undefined) {
    assert.deepEqual([two.status, two.body, two.fields.length, rest], [200, "next", 3, ""], why);
  }
  if (talk.end === "open" || goesOn(kind, plan))
    assert.deepEqual([two?.body, talk.end], ["next", "open"], why);
}

/** Of any two moments, those that are tried with every kind of request; the others are tried with POST. */
const telling: ReadonlySet<string> = new Set([
  "at once, at once",
  "at once, in the next",
  "as it returns, as it returns",
  "when it has returned, in the next",
]);

for (const kind of Object.keys(kinds)) {
  test(`any two calls that nobody waits for, in any order, at any moment, harm no answer: ${kind}`, async () => {
    const names = Object.keys(acts);
    const pairs = names.flatMap((a) => names.map((b) => [a, b] as const));
    for (const one of moments) {
      for (const other of moments.slice(moments.indexOf(one))) {
        if (kind !== "POST" && !telling.has(`${one}, ${other}`)) continue;
        const plans = pairs.map(
          ([a, b]): Plan => [
            [a, one],
            [b, other],
          ],
        );
        await carryOut(kind, plans);
      }
    }
  });
}

/** A sequence of numbers that is the same for the same seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Plans of several calls each, the same for the same seed. */
function somePlans(seed: number, count: number): Plan[] {
  const below = random(seed);
  const names = Object.keys(acts);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + below(6) }, () => [pick(names), pick(moments)] as const),
  );
}

test("nor do many of them", async () => {
  for (const kind of Object.keys(kinds)) await carryOut(kind, somePlans(7, 400));
});

test("nor do they under timeoutHandler", async () => {
  const around: Around = (handler, { clock }) => timeoutHandler(handler, 1000, "", clock);
  for (const kind of Object.keys(kinds)) await carryOut(kind, somePlans(8, 200), around);
});

/** When the client cuts the connection, or shuts its side: after so much of what it sends, or later. */
const cuts = ["in the header", "in the body", "in the handler", "in the answer", "behind it"] as const;

test("a client that goes at any stage, whatever the handler does: nothing is unheard, nothing is left behind", async () => {
  for (const kind of Object.keys(kinds)) {
    for (const cut of cuts) {
      if (cut === "in the header" && kind !== "GET") continue;
      for (const how of ["rst", "fin", "close"] as const) await goAway(kind, cut, how, somePlans(9, 24));
    }
  }
});

/** Carries plans out whose clients go away. */
async function goAway(
  kind: string,
  cut: (typeof cuts)[number],
  how: "rst" | "fin" | "close",
  plans: readonly Plan[],
): Promise<void> {
  const gate = new Gate();
  const taken: Conn[] = [];
  const handler: Handler = async (w, r) => {
    if (r.target === "/next") return void (await w.write("next"));
    const doing: Doing = { w, r, c: new ResponseController(w), taken };
    const plan = plans[Number(r.header.get("Id"))] ?? [];
    if (cut === "in the answer") doIt("flush", doing);
    await gate.opened;
    for (const [act, moment] of plan) {
      if (moment === "at once") doIt(act, doing);
      else if (moment === "as it returns") await Promise.resolve(acts[act]?.(doing));
      else void settle().then(() => doIt(act, doing));
    }
  };
  const options = { handler, readTimeout: 1000, writeTimeout: 1000, idleTimeout: 1000 };
  await withServer(options, async (bench) => {
    const talks: Talk[] = [];
    for (const id of plans.keys()) {
      const talk = await bench.talk();
      const header = `${kinds[kind]}Id: ${id}\r\n\r\n`;
      const sent = cut === "in the header" ? header.slice(0, 5 + id) : header;
      await talk.client.send(cut === "in the body" ? sent + bodies[kind]?.slice(0, 3) : sent);
      if (cut !== "in the header" && cut !== "in the body") await talk.client.send(bodies[kind] ?? "");
      talks.push(talk);
    }
    await quiet();
    if (cut === "behind it") gate.open();
    await quiet();
    for (const { client } of talks) {
      if (how === "rst") client.conn.reset();
      else if (how === "fin") await client.conn.closeWrite().catch(() => {});
      else client.close();
    }
    await quiet();
    gate.open();
    await quiet();
    await bench.clock.advance(5000);
    for (const conn of taken) conn.close();
    for (const talk of talks) talk.close();
    await quiet();
    assert.equal((await bench.exchange("GET /next HTTP/1.1\r\nHost: x\r\n\r\n")).text, ok("next"));
  });
}

test("a handler that has returned is told so by every call, and moves no deadline", async () => {
  const told: unknown[] = [];
  let left: (() => Promise<void>) | undefined;
  const handler: Handler = async (w, r) => {
    if (r.target === "/next") {
      await left?.();
      return void (await w.write("next"));
    }
    const c = new ResponseController(w);
    left = async () => {
      for (const call of [w.write("A"), w.write(""), c.flush(), c.hijack(), error(w, "A", 500)]) {
        told.push(await call.catch((err: { code: string }) => err.code));
      }
      w.writeHeader(500);
      w.writeHeader(103);
      w.header.set("Connection", "close");
      c.setReadDeadline(0);
      c.setWriteDeadline(0);
      c.enableFullDuplex();
      maxBytesReader(w, r.body, 0);
    };
  };
  await withServer({ handler, writeTimeout: 1000, readTimeout: 1000 }, async (bench) => {
    const next = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    const { text, end } = await bench.exchange(get, next, next);
    assert.deepEqual(
      [text, end],
      [`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n${ok("next")}${ok("next")}`, "open"],
    );
    assert.deepEqual(told, Array(10).fill("HANDLER_RETURNED"));
    assert.deepEqual(bench.log, []);
  });
});

test("writes at once keep their order, and each its bytes together", async () => {
  const sizes = [1, 2047, 2048, 2049, 1, 4096, 5000, 3, 10_000, 1];
  for (const texts of [true, false]) {
    const told: number[] = [];
    const handler: Handler = async (w) => {
      const writes = sizes.map((size, i) => {
        const letter = 0x61 + i;
        return w.write(texts ? String.fromCharCode(letter).repeat(size) : new Uint8Array(size).fill(letter));
      });
      told.push(...(await Promise.all(writes)));
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(get);
      const { answers } = readAnswers(talk.received);
      assert.equal(answers[0]?.body, sizes.map((n, i) => String.fromCharCode(0x61 + i).repeat(n)).join(""));
      assert.deepEqual(told, sizes);
      talk.close();
    });
  }
});

test("writes and flushes at once, too, and bytes that are changed when the write has resolved", async () => {
  const handler: Handler = async (w) => {
    const c = new ResponseController(w);
    for (let i = 0; i < 5; i++) {
      void w.write(`${i}`.repeat(1000));
      void c.flush();
    }
    const p = new Uint8Array(10).fill(0x78);
    await w.write(p);
    p.fill(0x79);
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    const { answers, rest } = readAnswers(talk.received);
    const wanted = `${[0, 1, 2, 3, 4].map((i) => `${i}`.repeat(1000)).join("")}xxxxxxxxxx`;
    assert.deepEqual([answers.length, answers[0]?.body, rest], [1, wanted, ""]);
    talk.close();
  });
});

test("a handler that never returns holds its own connection and nothing else, and close ends it", async () => {
  const handler: Handler = (w, r) => {
    if (r.target === "/next") return void w.write("next");
    void w.write("A");
    return new Promise(() => {});
  };
  await withServer({ handler, writeTimeout: 1000, readTimeout: 1000, idleTimeout: 1000 }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(get);
    await bench.clock.advance(60_000);
    assert.deepEqual([talk.text, talk.end], ["", "open"]);
    assert.equal((await bench.exchange("GET /next HTTP/1.1\r\nHost: x\r\n\r\n")).text, ok("next"));
    bench.server.close();
    await quiet();
    assert.equal(talk.end, "fin");
    talk.close();
  });
});

test("reading the body after the answer: in the handler it is closed, and after it there is none", async () => {
  for (const pieces of [[`${post5}12345`], [post5, "12345"]]) {
    const told: string[] = [];
    const gate = new Gate();
    const handler: Handler = async (w, r) => {
      const read = async (): Promise<void> => {
        const n = await r.body.read(new Uint8Array(9)).catch((err: { code: string }) => err.code);
        told.push(String(n));
      };
      await w.write("a");
      await new ResponseController(w).flush();
      await read();
      void gate.opened.then(read);
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      for (const piece of pieces) await talk.send(piece);
      gate.open();
      await quiet();
      assert.deepEqual(told, ["BODY_READ_AFTER_CLOSE", "BODY_READ_AFTER_CLOSE"]);
      assert.equal(talk.end, "open");
      talk.close();
    });
  }
});

test("helpers that nobody waits for, with an answer that cannot be sent", async () => {
  const helpers: ((w: ResponseWriter, r: Request) => unknown)[] = [
    (w) => error(w, "A".repeat(9000), 500),
    (w, r) => notFound(w, r),
    (w, r) => redirect(w, r, "/elsewhere", 302),
    (w, r) => timeoutHandler((inner) => void inner.write("A"), 1000, "", bench.clock)(w, r),
  ];
  let bench: Bench;
  for (const helper of helpers) {
    const handler: Handler = async (w, r) => {
      await bench.clock.sleep(20);
      if (r.target === "/taken") (await new ResponseController(w).hijack()).conn.close();
      void helper(w, r);
    };
    await withServer({ handler, writeTimeout: 10 }, async (started) => {
      bench = started;
      const talks = [await bench.talk(), await bench.talk()];
      await talks[0]?.send(get);
      await talks[1]?.send(get.replace("/", "/taken"));
      await bench.clock.advance(20);
      await quiet();
      await bench.clock.advance(1000);
      for (const talk of talks) {
        assert.deepEqual([talk.text, talk.end], ["", "fin"]);
        talk.close();
      }
    });
  }
});

test("arguments that are none are the handler's mistake, and harm nobody else", async () => {
  const fails = (): never => {
    throw new Error("do not look");
  };
  const odd: unknown[] = [
    undefined,
    null,
    12,
    Symbol("s"),
    {},
    { length: 3 },
    { toString: fails, valueOf: fails, [Symbol.toPrimitive]: fails },
    Object.defineProperty({}, "length", { get: fails }),
    [1, 2, 3],
    new Uint16Array(3),
    new ArrayBuffer(3),
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ];
  const calls: ((doing: Doing, value: never) => unknown)[] = [
    ({ w }, value) => w.write(value),
    ({ w }, value) => w.writeHeader(value),
    ({ w }, value) => w.header.set("X", value),
    ({ w }, value) => w.header.set(value, "y"),
    ({ w }, value) => w.header.add("Content-Length", value),
    ({ r }, value) => r.body.read(value),
    ({ c }, value) => c.setReadDeadline(value),
    ({ c }, value) => c.setWriteDeadline(value),
    ({ w, r }, value) => maxBytesReader(w, r.body, value).read(new Uint8Array(2)),
    ({ w }, value) => maxBytesReader(w, value, 3).read(new Uint8Array(2)),
    ({ w, r }, value) => redirect(w, r, value, 302),
    ({ w }, value) => error(w, value, 500),
    ({ r }, value) => {
      r.body = value;
    },
    ({ w }, value) => Object.assign(w, { header: value }),
  ];
  for (const waits of [true, false]) {
    const handler: Handler = async (w, r) => {
      if (r.target === "/next") return void (await w.write("next"));
      const [call = 0, value = 0] = r.header.get("Id").split("-").map(Number);
      const done = calls[call]?.({ w, r, c: new ResponseController(w), taken: [] }, odd[value] as never);
      if (waits) await done;
      await w.write("A");
    };
    await withServer({ handler }, async (bench) => {
      for (const call of calls.keys()) {
        for (const value of odd.keys()) {
          const talk = await bench.talk();
          await talk.client.send(`${kinds.POST}Id: ${call}-${value}\r\n\r\n12345`);
          void quiet().then(() => talk.close());
        }
      }
      for (let i = 0; i < 5; i++) await quiet();
      assert.equal((await bench.exchange("GET /next HTTP/1.1\r\nHost: x\r\n\r\n")).text, ok("next"));
      // Some bodies count as too large, and their connections linger.
      await bench.clock.advance(500);
      await bench.server.shutdown();
    });
  }
});
