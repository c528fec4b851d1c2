/**
 * What labs 15 and 19 say of other servers: node:http on Node, Deno.serve on Deno. Each is asked by a client of bytes,
 * and what it does is waited for, not timed.
 */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../lib/clock.ts";
import { RawClient } from "../../lib/http/client/raw_client.ts";
import { network } from "../../lib/net/platform.ts";
import { runtime } from "../../lib/net/runtime.ts";
import { test } from "../fixtures/harness.ts";

/** What is used of Deno. */
interface DenoServe {
  serve(
    options: { port: number; hostname: string; onListen: () => void },
    handler: (r: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
}

const deno = (globalThis as { Deno?: DenoServe }).Deno;
const name = runtime().name;

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const size = 600_000;
const upload = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`;

async function dial(port: number): Promise<RawClient> {
  return await RawClient.dial(await network({ clock: systemClock }), { host: "127.0.0.1", port });
}

/** Reads until so much has come that it ends with this. */
async function receiveUntil(client: RawClient, end: string): Promise<string> {
  let text = "";
  while (!text.endsWith(end)) {
    const bytes = await client.receive();
    if (bytes === null) return `${text}|FIN`;
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

async function everything(client: RawClient): Promise<string> {
  const { bytes, end } = await client.receiveAll();
  return `${new TextDecoder().decode(bytes)}|${end}`;
}

/** Half-closes behind a GET; the server's handler answers when it has seen that. */
async function askHalfClosed(port: number, started: Promise<void>): Promise<string> {
  const client = await dial(port);
  await client.send(get);
  await started;
  await client.conn.closeWrite();
  const got = await everything(client);
  client.close();
  return got;
}

function signal(): { seen: Promise<void>; see: () => void } {
  let see = (): void => {};
  const seen = new Promise<void>((resolve) => {
    see = resolve;
  });
  return { seen, see };
}

if (name === "Node") {
  const listen = (server: ReturnType<typeof createServer>): Promise<number> =>
    new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });

  test("node:http answers an upload that nobody reads, reads on, and keeps the connection", async () => {
    const server = createServer((_req, res) => {
      res.statusCode = 413;
      res.end("too large\n");
    });
    const client = await dial(await listen(server));
    await client.send(`${upload}${"u".repeat(8192)}`);
    assert.match(
      await receiveUntil(client, "too large\n"),
      /^HTTP\/1.1 413 [\s\S]*Connection: keep-alive\r\n/,
    );
    await client.send("u".repeat(size - 8192));
    await client.send(get);
    assert.match(await receiveUntil(client, "too large\n"), /^HTTP\/1.1 413 /);
    client.close();
    server.close();
  });

  for (const [what, allowed, expected] of [
    ["ends the connection of a half-closed client without an answer", false, /^\|fin$/],
    ["answers a half-closed client with httpAllowHalfOpen", true, /^HTTP\/1.1 200 OK\r\n[\s\S]*late\n\|fin$/],
  ] as const) {
    test(`node:http ${what}`, async () => {
      const started = signal();
      const server = createServer((req, res) => {
        req.socket.on("end", () => setImmediate(() => res.end("late\n")));
        started.see();
      });
      (server as unknown as { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = allowed;
      assert.match(await askHalfClosed(await listen(server), started.seen), expected);
      server.close();
    });
  }
}

if (deno !== undefined) {
  const serve = (handler: (r: Request) => Response | Promise<Response>): ReturnType<DenoServe["serve"]> =>
    deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);

  test("Deno.serve answers an upload that nobody reads with Connection: close, and reads it to its end", async () => {
    const server = serve(() => new Response("too large\n", { status: 413 }));
    const client = await dial(server.addr.port);
    await client.send(`${upload}${"u".repeat(8192)}`);
    assert.match(await receiveUntil(client, "too large\n"), /^HTTP\/1.1 413 [\s\S]*connection: close\r\n/);
    await client.send("u".repeat(size - 8192));
    assert.equal(await everything(client), "|fin");
    client.close();
    await server.shutdown();
  });

  test("Deno.serve aborts the signal of a half-closed client, and drops the answer", async () => {
    const started = signal();
    const server = serve(async (r) => {
      const aborted = new Promise((resolve) => r.signal.addEventListener("abort", resolve));
      started.see();
      await aborted;
      return new Response("late\n");
    });
    assert.equal(await askHalfClosed(server.addr.port, started.seen), "|fin");
    await server.shutdown();
  });
}
