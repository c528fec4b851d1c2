/** Conn.direct: the same reads and writes, without a promise where nothing waits, and without memory while it does. */

import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import type { Conn } from "../../lib/net/conn.ts";
import { pipe } from "../../lib/net/pipe.ts";
import { network } from "../../lib/net/platform.ts";
import { bytes, likeLinux, overNetwork } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";

const decoder = new TextDecoder();

/** Memory that says whether it was asked for. */
class Memory {
  readonly p = new Uint8Array(8);
  asked = 0;
  readonly give = (): Uint8Array => {
    this.asked++;
    return this.p;
  };
  get text(): string {
    return decoder.decode(this.p.subarray(0, this.p.indexOf(0)));
  }
}

/** A read for somebody, as a promise. */
function readFor(conn: Conn, memory: () => Uint8Array, max?: number): Promise<number | null> {
  return new Promise((resolve, reject) => conn.direct.readFor({ resolve, reject }, memory, max));
}

test("a write that is taken at once, and a read of what is there, give no promise", async () => {
  const [a, b] = pipe(new VirtualClock());
  assert.equal(a.direct.write(bytes("now")), 3);
  const p = new Uint8Array(8);
  assert.equal(b.direct.read(p), 3);
  assert.equal(decoder.decode(p.subarray(0, 3)), "now");
  const waiting = b.direct.read(p);
  assert.ok(waiting instanceof Promise);
  await a.write(bytes("later"));
  assert.equal(await waiting, 5);
  a.close();
  b.close();
});

test("an error is a promise that rejects, and never thrown at once", async () => {
  const clock = new VirtualClock();
  const [a, b] = pipe(clock);
  a.setDeadline(clock.now());
  const [read, write] = [a.direct.read(new Uint8Array(1)), a.direct.write(bytes("x"))];
  await assert.rejects(Promise.resolve(read), { code: "DEADLINE_EXCEEDED" });
  await assert.rejects(Promise.resolve(write), { code: "DEADLINE_EXCEEDED", bytesWritten: 0 });
  a.close();
  b.close();
});

test("a read for somebody asks for its memory when there are bytes, once", async () => {
  const [a, b] = pipe(new VirtualClock());
  const memory = new Memory();
  const reading = readFor(b, memory.give);
  assert.equal(memory.asked, 0);
  await a.write(bytes("x"));
  assert.equal(await reading, 1);
  assert.deepEqual([memory.asked, memory.text], [1, "x"]);
  a.close();
  b.close();
});

test("a read for somebody that ends without bytes asks for no memory", async () => {
  const clock = new VirtualClock();
  const [a, b] = pipe(clock);
  const memory = new Memory();
  const aborted = readFor(b, memory.give);
  assert.equal(b.abortRead(), true);
  assert.equal(await aborted, 0);
  assert.equal(b.abortRead(), false);

  b.setReadDeadline(clock.now() + 5);
  const late = readFor(b, memory.give);
  const told = assert.rejects(late, { code: "DEADLINE_EXCEEDED" });
  await clock.advance(5);
  await told;

  b.setReadDeadline(null);
  const ended = readFor(b, memory.give);
  a.close();
  assert.equal(await ended, null);
  assert.equal(memory.asked, 0);
  b.close();
});

test("a read for somebody takes no more than it may, and leaves the rest", async () => {
  const clock = new VirtualClock();
  const [a, b] = await overNetwork("", likeLinux, () => network({ clock })).pair(clock);
  const [first, second] = [new Memory(), new Memory()];
  const reading = readFor(b, first.give, 2);
  await a.write(bytes("012345"));
  assert.equal(await reading, 2);
  const told: unknown[] = [];
  b.direct.readFor({ resolve: (n) => told.push(n), reject: (err) => told.push(err) }, second.give);
  assert.deepEqual(told, [4]);
  assert.deepEqual([first.text, second.text], ["01", "2345"]);
  a.close();
  b.close();
});

test("a request that comes in one piece is read in one, also behind a read that waited for one byte", async () => {
  const clock = new VirtualClock();
  const request = new Uint8Array(4096).fill(0x61);
  const [a, b] = await overNetwork("", likeLinux, () => network({ clock })).pair(clock);
  for (const isWatched of [false, true]) {
    const memory = (): Uint8Array => new Uint8Array(request.length);
    if (isWatched) {
      const watching = readFor(b, () => new Uint8Array(1));
      assert.equal(b.abortRead(), true);
      assert.equal(await watching, 0);
    }
    const reading = readFor(b, memory);
    await a.write(request);
    assert.equal(await reading, request.length);
  }
  a.close();
  b.close();
});

test("a read for somebody tells him how it ended, and gives no promise", async () => {
  const clock = new VirtualClock();
  const [a, b] = pipe(clock);
  const told: unknown[] = [];
  const waiter = {
    resolve: (n: number | null) => told.push(n),
    reject: (err: { code: string }) => told.push(err.code),
  };
  const memory = new Memory();
  b.direct.readFor(waiter, memory.give);
  assert.deepEqual(told, []);
  assert.equal(b.abortRead(), true);
  assert.deepEqual(told, [0]);

  b.direct.readFor(waiter, memory.give);
  await a.write(bytes("x"));
  assert.deepEqual([told, memory.text], [[0, 1], "x"]);

  b.setReadDeadline(clock.now());
  b.direct.readFor(waiter, memory.give);
  b.setReadDeadline(null);
  a.close();
  b.direct.readFor(waiter, memory.give);
  b.close();
  b.direct.readFor(waiter, memory.give);
  assert.deepEqual(told, [0, 1, "DEADLINE_EXCEEDED", null, "CLOSED"]);
  assert.equal(memory.asked, 1);
});

test("what one read leaves is the next one's, whichever way it asks", async () => {
  const [a, b] = pipe(new VirtualClock());
  await a.write(bytes("0123456789"));
  let got = "";
  for (let direct = true; got.length < 10; direct = !direct) {
    const memory = new Memory();
    const n = await (direct ? b.direct.read(memory.p.subarray(0, 3)) : readFor(b, memory.give));
    assert.ok(n !== null && n > 0);
    got += memory.text;
  }
  assert.equal(got, "0123456789");
  a.close();
  b.close();
});
