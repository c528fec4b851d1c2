/** After 101 the connection is the caller's: what he reads and writes is no longer HTTP. */

import assert from "node:assert/strict";
import { VirtualClock } from "../../../lib/clock.ts";
import { readAll } from "../../../lib/http/body.ts";
import { newRequest } from "../../../lib/http/client/request.ts";
import { SwitchedBody } from "../../../lib/http/client/switched_body.ts";
import { Transport } from "../../../lib/http/client/transport.ts";
import { Header } from "../../../lib/http/header.ts";
import { type Conn, formatAddr } from "../../../lib/net/conn.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { test } from "../../fixtures/harness.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Asks for another protocol, and is answered with `answer`; gives both ends. */
async function upgraded(answer: string): Promise<{ body: unknown; server: Conn; clock: VirtualClock }> {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const transport = new Transport({ network, clock, maxConnsPerHost: 1 });
  const header = new Header({ Connection: "Upgrade", Upgrade: "echo" });
  const asked = transport.roundTrip(newRequest("GET", `http://${formatAddr(listener.addr)}/`, { header }));
  const server = await listener.accept();
  await server.read(new Uint8Array(4096));
  await server.write(encode(answer));
  const { status, body } = await asked;
  assert.equal(status, 101);
  listener.close();
  return { body, server, clock };
}

test("the body of 101 is the connection, with what came behind the answer", async () => {
  const answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst";
  const { body, server, clock } = await upgraded(answer);
  assert.ok(body instanceof SwitchedBody);
  const p = new Uint8Array(64);
  assert.equal(await body.read(p), 5);
  await body.write(encode("hello"));
  assert.equal(await server.read(p), 5);
  assert.equal(new TextDecoder().decode(p.subarray(0, 5)), "hello");
  await server.write(encode("back"));
  assert.equal(await body.read(p), 4);
  await body.close();
  assert.equal(await server.read(p), null);
  server.close();
  assert.equal(clock.pending, 0);
});

test("101 without an Upgrade has no body, and the connection is closed", async () => {
  const { body, server } = await upgraded("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  assert.ok(!(body instanceof SwitchedBody));
  const { bytes, error } = await readAll(body as Parameters<typeof readAll>[0]);
  assert.deepEqual([bytes.length, error], [0, null]);
  assert.equal(await server.read(new Uint8Array(1)), null);
  server.close();
});
