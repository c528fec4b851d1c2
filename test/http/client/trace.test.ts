/** The client's lane tells what the client did with its connections, as fully as the server's lanes do. */

import assert from "node:assert/strict";
import { settle, VirtualClock } from "../../../lib/clock.ts";
import { is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { Client } from "../../../lib/http/client/client.ts";
import { Server } from "../../../lib/http/server/server.ts";
import { formatAddr } from "../../../lib/net/conn.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import type { TraceEvent } from "../../../lib/trace/events.ts";
import { Recorder } from "../../../lib/trace/recorder.ts";
import { test } from "../../fixtures/harness.ts";

interface Stage {
  readonly url: string;
  readonly client: Client;
  readonly clock: VirtualClock;
  readonly server: Server;
}

/** What the client reports while it does that; `told` picks what of an event is looked at. */
async function traced(act: (stage: Stage) => Promise<void>): Promise<string[]> {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const trace = new Recorder(clock);
  const server = new Server({ handler: (w, r) => void w.write(r.method), clock });
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const served = server.serve(listener).catch(() => {});
  const client = new Client({ network, clock, trace, timeout: 1000 });
  await act({ url: `http://${formatAddr(listener.addr)}`, client, clock, server });
  await settle();
  client.closeIdleConnections();
  server.close();
  await served;
  return trace.events.map(told);
}

/** An event in a few words. */
function told(event: TraceEvent): string {
  const what = event.name.slice("client.".length);
  switch (event.name) {
    case "client.gotConn":
      return `${event.conn} ${what} ${event.reused ? "reused" : "new"}`;
    case "client.response":
      return `${event.conn} ${what} ${event.status} ${event.contentLength}`;
    case "client.body":
      return `${event.conn} ${what} ${event.bytes} ${event.whole ? "whole" : "given up"} ${event.error}`;
    case "client.close":
      return `${event.conn} ${what} ${event.why}`;
    case "client.error":
      return `${event.conn} ${what} ${event.op}`;
    default:
      return `${event.conn} ${what}`;
  }
}

const opened = ["1 dial", "1 connected", "1 gotConn new"];
const answered = ["1 write", "1 read", "1 response 200 3"];
const kept = ["1 body 3 whole null", "1 putIdleConn"];

test("a connection is new, goes back to the pool, is used again, and is closed when it is told to", async () => {
  const events = await traced(async ({ url, client }) => {
    for (let i = 0; i < 2; i++) await readAll((await client.get(url)).body);
  });
  assert.deepEqual(events, [
    ...opened,
    ...answered,
    ...kept,
    "1 gotConn reused",
    ...answered,
    ...kept,
    "1 close http: CloseIdleConnections called",
  ]);
});

test("a body that is closed unread costs the connection", async () => {
  const events = await traced(async ({ url, client }) => {
    await (await client.get(url)).body.close();
  });
  assert.deepEqual(events, [
    ...opened,
    ...answered,
    "1 body 0 given up null",
    "1 close the body was closed before its end",
  ]);
});

test("the server's FIN on an idle connection is seen, and why the connection is closed", async () => {
  const events = await traced(async ({ url, client, server }) => {
    await readAll((await client.get(url)).body);
    server.close();
  });
  assert.deepEqual(events.slice(-2), ["1 fin", "1 close http: server closed idle connection"]);
});

test("an idle connection is closed after its time", async () => {
  const events = await traced(async ({ url, client, clock }) => {
    await readAll((await client.get(url)).body);
    await clock.advance(90_000);
  });
  assert.deepEqual(events.at(-1), "1 close http: idle connection timeout");
});

test("an answer that ends the connection says so", async () => {
  const events = await traced(async ({ url, client, server }) => {
    server.setKeepAlivesEnabled(false);
    await readAll((await client.get(url)).body);
  });
  assert.ok(events.includes("1 close the answer was the last one"), events.join("\n"));
});

test("nobody listens: the dial fails, and nothing is closed", async () => {
  const events = await traced(async ({ client }) => {
    await assert.rejects(client.get("http://127.0.0.1:9"), (err) => is(err, "ECONNREFUSED"));
  });
  assert.deepEqual(events, ["1 dial", "1 error dial"]);
});
