/** TracedConn: what it reports of reads and writes, and that it lets them be as they are. */

import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import type { Conn } from "../../lib/net/conn.ts";
import { pipe } from "../../lib/net/pipe.ts";
import { TracedConn } from "../../lib/net/traced_conn.ts";
import { Recorder } from "../../lib/trace/recorder.ts";
import { bytes } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";

interface Traced {
  readonly clock: VirtualClock;
  readonly conn: Conn;
  readonly peer: Conn;
  readonly recorder: Recorder;
  /** The events so far, without what the clock and the place in the recording say. */
  reported(): object[];
}

function traced(): Traced {
  const clock = new VirtualClock();
  const [a, peer] = pipe(clock);
  const recorder = new Recorder(clock);
  const reported = (): object[] => recorder.events.map(({ seq, t, lane, conn, ...rest }) => rest);
  return { clock, conn: new TracedConn(a, clock, recorder, 1), peer, recorder, reported };
}

test("what is taken or there at once gives no promise, and is reported before the call returns", async () => {
  const { conn, peer, reported } = traced();
  assert.equal(conn.direct.write(bytes("now")), 3);
  await peer.write(bytes("back"));
  const p = new Uint8Array(8);
  assert.equal(conn.direct.read(p), 4);
  await peer.write(bytes("x"));
  const told: unknown[] = [];
  conn.direct.readFor({ resolve: (n) => told.push(n), reject: (err) => told.push(err) }, () => p);
  assert.deepEqual(told, [1]);
  assert.deepEqual(reported(), [
    { name: "rwc.write", bytes: 3 },
    { name: "rwc.wrote", n: 3, error: null, late: null },
    { name: "rwc.read", bytes: 4 },
    { name: "rwc.read", bytes: 1 },
  ]);
  conn.close();
  peer.close();
});

test("a read for somebody is reported when it ends, and not if it was called off", async () => {
  const { conn, peer, reported } = traced();
  const told: unknown[] = [];
  const waiter = { resolve: (n: number | null) => told.push(n), reject: (err: unknown) => told.push(err) };
  const p = new Uint8Array(8);
  conn.direct.readFor(waiter, () => p);
  assert.equal(conn.abortRead(), true);
  assert.deepEqual([told, reported()], [[0], []]);
  conn.direct.readFor(waiter, () => p);
  await peer.write(bytes("x"));
  assert.deepEqual([told, reported()], [[0, 1], [{ name: "rwc.read", bytes: 1 }]]);
  conn.close();
  peer.close();
});

test("FIN is reported once, whoever reads it", async () => {
  const { conn, peer, reported } = traced();
  const reading = conn.read(new Uint8Array(8));
  await peer.closeWrite();
  assert.equal(await reading, null);
  assert.equal(await conn.direct.read(new Uint8Array(8)), null);
  assert.deepEqual(reported(), [{ name: "rwc.fin" }]);
  conn.close();
  peer.close();
});

test("an error is reported; that close ends a read is none", async () => {
  const { clock, conn, peer, reported } = traced();
  conn.setDeadline(clock.now() + 10);
  await clock.advance(15);
  await assert.rejects(conn.write(bytes("late")), { code: "DEADLINE_EXCEEDED" });
  await assert.rejects(conn.read(new Uint8Array(8)), { code: "DEADLINE_EXCEEDED" });
  conn.setDeadline(null);
  const reading = conn.read(new Uint8Array(8));
  conn.close();
  await assert.rejects(reading, { code: "CLOSED" });
  const errors = reported().filter((event) => "error" in event);
  const timeout = "i/o timeout";
  assert.equal(errors.length, 2);
  const [wrote, read] = errors as [{ error: string; late: number }, { error: string }];
  assert.equal(wrote.late, 5);
  assert.ok(wrote.error.endsWith(timeout) && read.error.endsWith(timeout));
  peer.close();
});

test("a passed deadline says whether a read waited for it", async () => {
  const { clock, conn, peer, recorder } = traced();
  conn.setReadDeadline(clock.now() + 10);
  await clock.advance(15);
  conn.setReadDeadline(clock.now() + 10);
  const reading = conn.read(new Uint8Array(8));
  const rejected = assert.rejects(reading, { code: "DEADLINE_EXCEEDED" });
  await clock.advance(15);
  await rejected;
  const passed = recorder.events.filter(({ name }) => name === "deadline.pass");
  assert.deepEqual(
    passed.map((event) => "blocked" in event && event.blocked),
    [false, true],
  );
  conn.close();
  peer.close();
});

test("saw finds what was reported before it was asked, and after it was asked for something else", async () => {
  const { conn, peer, recorder } = traced();
  await conn.write(bytes("one"));
  assert.equal((await recorder.saw("rwc.write")).bytes, 3);
  await conn.write(bytes("four"));
  assert.equal((await recorder.saw("rwc.write", ({ bytes }) => bytes === 4)).seq, 3);
  const next = recorder.saw("rwc.read");
  await peer.write(bytes("x"));
  await conn.read(new Uint8Array(1));
  assert.equal((await next).bytes, 1);
  conn.close();
  peer.close();
});
