/** The runtime's own HTTP server, behind one face. */

import assert from "node:assert/strict";
import { network, RawClient, readAll } from "../../lib/mod.ts";
import { type OwnHandler, serveOwn } from "../../lib/own/own_server.ts";
import { test } from "../fixtures/harness.ts";

/** Sends bytes to a server of its own, and returns what comes back until it ends the connection. */
async function exchange(handler: OwnHandler, bytes: string): Promise<string> {
  const server = await serveOwn(handler);
  try {
    const raw = await RawClient.dial(await network(), server.addr);
    await raw.send(bytes);
    const { bytes: received } = await readAll(raw.conn);
    raw.close();
    return new TextDecoder().decode(received);
  } finally {
    await server.close();
  }
}

test("its handler has the method, the path and the body of a request, and its text is the answer", async () => {
  const seen: (string | number | null)[] = [];
  const answer = await exchange(async (r) => {
    seen.push(r.method, r.path, await r.body());
    return "hello";
  }, "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
  assert.deepEqual(seen, ["POST", "/a", 3]);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.ok(answer.endsWith("\r\n\r\nhello"), answer);
});

test("what it refuses never reaches the handler", async () => {
  let calls = 0;
  const bytes = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 3\r\n\r\nabc";
  const answer = await exchange(async () => {
    calls++;
    return "";
  }, bytes);
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.equal(calls, 0);
});

test("it listens on this machine only, and not any more when it is closed", async () => {
  const server = await serveOwn(async () => "");
  assert.equal(server.addr.host, "127.0.0.1");
  await server.close();
  const net = await network();
  await assert.rejects(RawClient.dial(net, server.addr), { code: "ECONNREFUSED" });
});
