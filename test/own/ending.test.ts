/**
 * What Deno.serve does when it is ended, beside lab 21, whose page says so: whom shutdown() waits for, and that its signal
 * is of no use any more once it has been called. (node:http: ending.node.test.ts.)
 */

import assert from "node:assert/strict";
import { type Conn, network, RawClient, readAll } from "../../lib/mod.ts";
import { runtime } from "../../lib/net/runtime.ts";
import { test } from "../fixtures/harness.ts";
import { Gate } from "../fixtures/serve.ts";

interface DenoServer {
  readonly addr: { readonly port: number };
  readonly finished: Promise<void>;
  shutdown(): Promise<void>;
}

declare const Deno: {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen: () => void },
    handler: (r: { url: string }) => Promise<Response>,
  ): DenoServer;
};

/** Where errors go that nobody catches. */
const program = globalThis as unknown as EventTarget;

const half = "GET /half HTTP/1.1\r\nHost: exam";

const text = async (conn: Conn): Promise<string> => new TextDecoder().decode((await readAll(conn)).bytes);

/** A server with a client at work, an idle one, one that has sent half a header, and one that has sent nothing. */
async function withDeno(
  use: (bench: { server: DenoServer; stop: AbortController; gate: Gate; conns: Conn[] }) => Promise<void>,
): Promise<void> {
  const [gate, reached] = [new Gate(), new Gate()];
  const stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} };
  const server = Deno.serve(options, async (r) => {
    if (!r.url.endsWith("/slow")) return new Response("done\n");
    reached.open();
    await gate.opened;
    return new Response("done\n");
  });
  const net = await network();
  const conns: Conn[] = [];
  const dial = async (bytes: string): Promise<Conn> => {
    const raw = await RawClient.dial(net, { host: "127.0.0.1", port: server.addr.port });
    conns.push(raw.conn);
    if (bytes !== "") await raw.send(bytes);
    return raw.conn;
  };
  try {
    await dial("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    await dial(half);
    await dial("");
    const idle = await dial("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await Promise.all([reached.opened, idle.read(new Uint8Array(4096))]);
    await use({ server, stop, gate, conns });
  } finally {
    gate.open();
    await server.shutdown().catch(() => {});
    for (const conn of conns) conn.close();
  }
}

if (runtime().name === "Deno") {
  test("Deno.serve: shutdown() ends who asks for nothing, half a header too, and waits for the handler", async () => {
    await withDeno(async ({ server, gate, conns: [slow, ...others] }) => {
      const ended = server.shutdown();
      assert.deepEqual(await Promise.all(others.map(text)), ["", "", ""]);
      gate.open();
      assert.match(await text(slow as Conn), /^HTTP\/1\.1 200 OK\r\n.*done\n$/s);
      await ended;
    });
  });

  test("Deno.serve: its signal ends all of them, a request at work too", async () => {
    await withDeno(async ({ server, stop, conns }) => {
      stop.abort();
      assert.deepEqual(await Promise.all(conns.map(text)), ["", "", "", ""]);
      await server.finished;
    });
  });

  test("Deno.serve: after shutdown() its signal throws BadResource, and cuts nobody", async () => {
    const thrown: unknown[] = [];
    const caught = (e: Event & { readonly error?: unknown }): void => {
      e.preventDefault();
      thrown.push(e.error);
    };
    program.addEventListener("error", caught);
    try {
      await withDeno(async ({ server, stop, gate, conns: [slow] }) => {
        const ended = server.shutdown();
        stop.abort();
        gate.open();
        assert.match(await text(slow as Conn), /^HTTP\/1\.1 200 OK\r\n/);
        await ended;
      });
    } finally {
      program.removeEventListener("error", caught);
    }
    assert.deepEqual(
      thrown.map((err) => (err as Error).name),
      ["BadResource"],
    );
  });
} else {
  test("Deno.serve is Deno's alone", async () => {
    assert.equal("Deno" in globalThis, false);
  });
}
