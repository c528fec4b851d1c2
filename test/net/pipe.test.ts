import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { formatAddr } from "../../lib/net/conn.ts";
import { pipe, pipeNetwork } from "../../lib/net/pipe.ts";
import { bytes, failure, isBlocked, readFullText, readText, route, written } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";

test("pipe() takes as many bytes ahead of the reader as its capacity says", async () => {
  const [a, b] = pipe(new VirtualClock(), { capacity: 4 });
  assert.equal(await a.write(bytes("four")), 4);
  const write = a.write(bytes("more"));
  assert.ok(await isBlocked(write));
  assert.equal(await readText(b, 3), "fou");
  assert.ok(await isBlocked(write));
  assert.equal(await readFullText(b, 5), "rmore");
  assert.equal(await write, 4);
  a.close();
  b.close();
});

test("pipe() gives a read what several writes brought, as TCP does", async () => {
  const [a, b] = pipe(new VirtualClock());
  for (const text of ["one ", "two ", "three"]) await a.write(bytes(text));
  assert.equal(await readText(b, 6), "one tw");
  assert.equal(await readText(b), "o three");
  a.close();
  b.close();
});

test("pipe() needs no turn of the event loop", async () => {
  const [a, b] = pipe(new VirtualClock());
  const read = readText(b);
  const write = a.write(bytes("now"));
  const promises = Promise.all([read, write]);
  let turned = false;
  setTimeout(() => {
    turned = true;
  }, 0);
  assert.deepEqual(await promises, ["now", 3]);
  assert.equal(turned, false);
  a.close();
  b.close();
  await new Promise((resolve) => setTimeout(resolve, 0));
});

test("pipe() has the addresses that it is given", async () => {
  const addrs = [
    { host: "::1", port: 1 },
    { host: "::1", port: 2 },
  ] as const;
  const [a, b] = pipe(new VirtualClock(), { addrs: [addrs[0], addrs[1]] });
  assert.equal(route(a), "[::1]:1->[::1]:2");
  assert.equal(route(b), "[::1]:2->[::1]:1");
  a.close();
  b.close();
});

test("pipe() counts of a write that RST ended what the slices before it brought", async () => {
  const [a, b] = pipe(new VirtualClock(), { capacity: 65_536 });
  const failed = failure(a.write(new Uint8Array(200_000)));
  b.reset();
  const err = await failed;
  assert.equal(err.code, "ECONNRESET");
  assert.equal(written(err), 65_536);
  a.close();
});

test("pipeNetwork() reaches only what listens on the same network", async () => {
  const clock = new VirtualClock();
  const [here, there] = [pipeNetwork(clock), pipeNetwork(clock)];
  const listener = await here.listen({ host: "127.0.0.1", port: 0 });
  const err = await failure(there.dial(listener.addr));
  assert.equal(err.message, `dial tcp ${formatAddr(listener.addr)}: connect: connection refused`);
  listener.close();
});
