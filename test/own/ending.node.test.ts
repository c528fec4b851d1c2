/**
 * What node:http does when it is ended, beside lab 21, whose page says so: whom close() waits for, and what is not looked
 * at any more once it has been called.
 */

import assert from "node:assert/strict";
import { createServer, type Server, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { type Conn, network, RawClient, readAll } from "../../lib/mod.ts";
import { test } from "../fixtures/harness.ts";
import { Gate } from "../fixtures/serve.ts";

/** Looks often, and gives a header hardly any time: what is to end because of that ends within a moment. */
const strict: ServerOptions = { headersTimeout: 500, requestTimeout: 1_000, connectionsCheckingInterval: 20 };
const half = "GET /half HTTP/1.1\r\nHost: exam";

interface Bench {
  readonly server: Server;
  /** Opens the gate of the requests for /slow. */
  readonly gate: Gate;
  /** Resolves when a request for /slow has reached the handler. */
  readonly reached: Promise<void>;
  /** Connects and sends. */
  dial(bytes: string): Promise<Conn>;
}

async function withNode(options: ServerOptions, use: (bench: Bench) => Promise<void>): Promise<void> {
  const gate = new Gate();
  const slow = new Gate();
  const server = createServer(options, (r, w) => {
    if (r.url !== "/slow") return w.end("done\n");
    slow.open();
    return void gate.opened.then(() => w.end("done\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const net = await network();
  const conns: Conn[] = [];
  try {
    await use({
      server,
      gate,
      reached: slow.opened,
      dial: async (bytes) => {
        const accepted = new Promise((resolve) => server.once("connection", resolve));
        const raw = await RawClient.dial(net, { host: "127.0.0.1", port });
        conns.push(raw.conn);
        await accepted;
        await raw.send(bytes);
        return raw.conn;
      },
    });
  } finally {
    for (const conn of conns) conn.close();
    server.closeAllConnections();
    server.close();
  }
}

const text = async (conn: Conn): Promise<string> => new TextDecoder().decode((await readAll(conn)).bytes);

/** Reads what one read brings. */
async function receive(conn: Conn): Promise<string> {
  const p = new Uint8Array(4096);
  return new TextDecoder().decode(p.subarray(0, (await conn.read(p)) ?? 0));
}

test("node:http: close() ends the idle connection, and the answer that is still to come keeps its connection", async () => {
  await withNode({}, async ({ server, gate, reached, dial }) => {
    const idle = await dial("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.match(await receive(idle), /^HTTP\/1\.1 200 /);
    const slow = await dial("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    await reached;
    server.close();
    assert.equal(await text(idle), "");
    gate.open();
    assert.match(await receive(slow), /\r\nConnection: keep-alive\r\n/);
  });
});

test("node:http: close() looks at headersTimeout no more; closeAllConnections() ends half a header", async () => {
  await withNode(strict, async (ended) => {
    const left = await ended.dial(half);
    let over = false;
    const rest = text(left).then((got) => {
      over = true;
      return got;
    });
    // When this has its answer, the half header before it has been read.
    await receive(await ended.dial("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ended.server.close();
    // As long as a server of the same times takes that is not ended: it answers and closes.
    await withNode(strict, async ({ dial }) => {
      assert.match(await text(await dial(half)), /^HTTP\/1\.1 408 /);
    });
    assert.equal(over, false);
    ended.server.closeAllConnections();
    assert.equal(await rest, "");
  });
});
