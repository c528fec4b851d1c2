/**
 * What the comparison says of other servers, without its adapters: a few lines of plain node:http, Deno.serve and Bun.serve,
 * and a socket. Each test also asks the comparison, which must have seen the same.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener, type ServerOptions } from "node:http";
import { type AddressInfo, connect } from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { runCell } from "../../lib/compare/run_cell.ts";
import { servers } from "../../lib/compare/servers/mod.ts";
import { type Facts, settingOf } from "../../lib/compare/setting.ts";
import { has, root } from "../fixtures/cli.ts";

/** What came back: the bytes as text, and whether the connection ended. */
interface Heard {
  readonly text: string;
  readonly ended: boolean;
}

/** Sends bytes and listens until the connection ends, or nothing has come for a while. */
async function heard(port: number, bytes: string, quiet = 400): Promise<Heard> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (part) => {
    text += part.toString("latin1");
  });
  socket.on("error", () => {});
  socket.write(bytes);
  const ended = await new Promise<boolean>((resolve) => {
    socket.setTimeout(quiet, () => resolve(false));
    socket.on("end", () => resolve(true));
    socket.on("close", () => resolve(true));
  });
  socket.destroy();
  return { text, ended };
}

const get = "GET / HTTP/1.1\r\nHost: lab\r\n\r\n";

/** Plain node:http. */
async function nodeHttp(options: ServerOptions, handler: RequestListener, bytes: string): Promise<Heard> {
  const server = createServer(options, handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await heard((server.address() as AddressInfo).port, bytes);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Plain Deno.serve. @param handler its source @returns with what it printed beside */
function denoServe(handler: string, bytes: string): Promise<Heard & { printed: string }> {
  const source = `Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(String(port)) }, ${handler})`;
  return spawned(`${root}node_modules/.bin/deno`, ["run", "--allow-net=127.0.0.1", "-"], source, bytes);
}

/** Plain Bun.serve. @param handler its source */
function bunServe(handler: string, bytes: string): Promise<Heard & { printed: string }> {
  const source = `console.log(String(Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: ${handler} }).port))`;
  return spawned("bun", ["run", "-"], source, bytes);
}

/** A program that is read from standard input, and prints the port that it listens on. */
async function spawned(
  program: string,
  args: readonly string[],
  source: string,
  bytes: string,
): Promise<Heard & { printed: string }> {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const ended = once(child, "close");
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  try {
    child.stdin.end(source);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const answer = await heard(Number(line), bytes);
    child.kill("SIGKILL");
    await ended;
    return { ...answer, printed };
  } finally {
    child.kill("SIGKILL");
  }
}

/** What the comparison says. */
async function cell(lab: string, id: string): Promise<{ facts: Record<string, unknown>; go: Facts }> {
  const found = labs.find((one) => one.id === lab);
  const server = servers.find((one) => one.id === id);
  assert.ok(found !== undefined && server !== undefined && server.runtime !== "go");
  const setting = await settingOf(found);
  const { facts } = await runCell(setting, { ...server, runtime: server.runtime });
  assert.ok(facts !== null);
  return { facts, go: setting.recorded };
}

function clientOf(facts: object): { status: number | null; bytes: number; error: string | null } {
  return (facts as { client: { status: number | null; bytes: number; error: string | null } }).client;
}

test("node:http has no deadline of a write: the answer comes, where Go's client gets EOF", async () => {
  const slow: RequestListener = (_, res) => setTimeout(() => res.end("x".repeat(200)), 60);
  const { text, ended } = await nodeHttp({ requestTimeout: 5 }, slow, get);
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
  assert.equal(ended, false);
  const { facts, go } = await cell("silent-eof", "node-http");
  assert.equal(clientOf(facts).status, 200);
  assert.match(clientOf(go).error ?? "", /EOF$/);
});

test("Deno.serve has none either", async () => {
  const slow =
    "async () => { await new Promise((r) => setTimeout(r, 60)); return new Response('x'.repeat(200)); }";
  assert.match((await denoServe(slow, get)).text, /^HTTP\/1\.1 200 OK\r\n/);
  assert.equal(clientOf((await cell("silent-eof", "deno-serve")).facts).status, 200);
});

test("node:http leaves the connection open under a Content-Length that lies, where Go closes it", async () => {
  const lies: RequestListener = (_, res) => {
    res.setHeader("Content-Length", 1500);
    res.write("x".repeat(1000));
    res.end();
  };
  const { text, ended } = await nodeHttp({}, lies, get);
  assert.equal(text.split("\r\n\r\n")[1]?.length, 1000);
  assert.equal(ended, false);
  const { facts, go } = await cell("length-lies", "node-http");
  assert.equal(facts.end, "open");
  assert.equal(go.end, "fin");
});

test("node:http answers a slow header with 408, where Go answers 400", async () => {
  const options = { headersTimeout: 50, requestTimeout: 5_000, connectionsCheckingInterval: 20 };
  const { text, ended } = await nodeHttp(options, () => {}, "G");
  assert.match(text, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.equal(ended, true);
  const status = (facts: object): number | undefined =>
    (facts as { slow: { status: number }[] }).slow[0]?.status;
  const { facts, go } = await cell("slow-headers", "node-http");
  assert.deepEqual([status(facts), status(go)], [408, 400]);
});

test("node:http refuses a request with two lengths, which Go takes for two requests", async () => {
  const both =
    "POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX";
  const { text } = await nodeHttp({}, (_, res) => res.end(), both);
  assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\n/);
  const { facts, go } = await cell("two-lengths", "node-http");
  assert.deepEqual(facts.statuses, [400]);
  assert.deepEqual(go.statuses, [200, 200, 200]);
});

test("node:http says nothing in its 431, where Go says what it is", async () => {
  const large = `GET / HTTP/1.1\r\nHost: lab\r\nCookie: ${"x".repeat(6000)}\r\n\r\n`;
  const { text } = await nodeHttp({ maxHeaderSize: 1024 }, (_, res) => res.end(), large);
  assert.match(text, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n$/);
  const { facts, go } = await cell("too-much-header", "node-http");
  assert.deepEqual([clientOf(facts).status, clientOf(facts).bytes], [431, 0]);
  assert.deepEqual([clientOf(go).status, clientOf(go).bytes > 0], [431, true]);
});

test("Deno.serve answers a handler that throws with 500 and prints the error, where Go's client gets EOF", async () => {
  const { text, printed } = await denoServe("() => { throw new Error('no such order'); }", get);
  assert.match(text, /^HTTP\/1\.1 500 /);
  assert.match(printed, /no such order/);
  const { facts, go } = await cell("panic", "deno-serve");
  assert.equal(clientOf(facts).status, 500);
  assert.match(String(facts.log), /no such order/);
  assert.match(clientOf(go).error ?? "", /EOF$/);
});

const noBun = has("bun") ? false : "there is no bun here: npm install -g bun";

test("Bun.serve answers it with a page of its own, and prints the error too", { skip: noBun }, async () => {
  const { text, printed } = await bunServe("() => { throw new Error('no such order'); }", get);
  assert.match(text, /^HTTP\/1\.1 500 /);
  assert.match(text, /<!doctype html>/i);
  assert.match(printed, /^error: no such order$/m);
  const { facts } = await cell("panic", "bun-serve");
  assert.equal(clientOf(facts).status, 500);
  assert.deepEqual(facts.log, ["error: no such order"]);
});
