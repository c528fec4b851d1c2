/**
 * Whatever a client was used for, when it is closed nothing is left of it: no socket, no timer, no promise that was
 * rejected unheard. And what it keeps while it is idle does not keep the process alive, on Node nor on Deno.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { test } from "tap";
import { settle, VirtualClock } from "../../../lib/clock.ts";
import { EoflabError, is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { Client } from "../../../lib/http/client/client.ts";
import { newRequest, type RequestOptions } from "../../../lib/http/client/request.ts";
import { Transport, type TransportOptions } from "../../../lib/http/client/transport.ts";
import { Header } from "../../../lib/http/header.ts";
import { Server } from "../../../lib/http/server/server.ts";
import type { Reader } from "../../../lib/io.ts";
import { type Conn, formatAddr, type Network } from "../../../lib/net/conn.ts";
import { network } from "../../../lib/net/platform.ts";
import { root, start } from "../../fixtures/cli.ts";
import { allHeard } from "../../fixtures/unheard.ts";

/** How many turns of the event loop the kernel may take to tell both sides that a connection has ended. */
const patience = 200;

/** What a scenario has to do with. */
interface Stage {
  readonly url: string;
  readonly client: Client;
  readonly clock: VirtualClock;
  /** Resolves when the server has read the header of so many requests, over all connections. */
  asked(requests: number): Promise<void>;
  /** How many connections there were. */
  conns(): number;
  /** Sends a request and reads the body; what the client said, or its error's code. */
  ask(path?: string, options?: RequestOptions & { method?: string }): Promise<string>;
}

/** A scenario. */
interface Scenario {
  /** What the server does with a request, whose header it has read. The connection's end it waits for itself. */
  readonly answer: (conn: Conn, path: string) => Promise<unknown> | unknown;
  readonly act: (stage: Stage) => Promise<void>;
  readonly transport?: Partial<TransportOptions>;
  /** Client.timeout, in ms. */
  readonly timeout?: number;
}

const text = (conn: Conn, said: string): Promise<number> => conn.write(new TextEncoder().encode(said));
const ok = (conn: Conn): Promise<number> => text(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
const half = (conn: Conn): Promise<number> => text(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
const nothing = (): void => {};

/** A body that goes on as long as it is read, a turn of the event loop for each piece. */
const endless: Reader = {
  read: async (p) => {
    await settle();
    return p.length;
  },
};

const limit = 60_000;

const scenarios: Record<string, Scenario> = {
  "three answers on a connection that is kept": {
    answer: ok,
    act: async ({ ask, conns }) => {
      for (let i = 0; i < 3; i++) assert.equal(await ask(), "200 ok");
      assert.equal(conns(), 1);
    },
    transport: { idleConnTimeout: limit },
    timeout: limit,
  },
  "an idle connection whose time is up": {
    answer: ok,
    act: async ({ ask, clock, conns }) => {
      assert.equal(await ask(), "200 ok");
      await clock.advance(limit);
      assert.equal(await ask(), "200 ok");
      assert.equal(conns(), 2);
    },
    transport: { idleConnTimeout: limit },
  },
  "no keep-alive": {
    answer: ok,
    act: async ({ ask }) => assert.equal(await ask(), "200 ok"),
    transport: { disableKeepAlives: true },
  },
  "the client's timeout, before the header": {
    answer: nothing,
    act: async ({ ask, asked, clock }) => {
      const got = ask();
      await asked(1);
      await clock.advance(limit);
      assert.equal(await got, "DEADLINE_EXCEEDED");
    },
    timeout: limit,
  },
  "the client's timeout, within the body": {
    answer: half,
    act: async ({ client, url, clock }) => {
      const { body } = await client.get(url);
      const got = readAll(body);
      await clock.advance(limit);
      const { error } = await got;
      assert.equal(error?.code, "DEADLINE_EXCEEDED");
      await body.close();
    },
    timeout: limit,
  },
  "the time for the header of the answer": {
    answer: nothing,
    act: async ({ ask, asked, clock }) => {
      const got = ask();
      await asked(1);
      await turnsUntil(() => clock.pending > 0);
      await clock.advance(limit);
      assert.equal(await got, "RESPONSE_HEADER_TIMEOUT");
    },
    transport: { responseHeaderTimeout: limit },
  },
  "called off before it begins": {
    answer: ok,
    act: async ({ ask }) => assert.equal(await ask("/", { signal: AbortSignal.abort() }), "CANCELED"),
    timeout: limit,
  },
  "called off while it dials": {
    answer: ok,
    act: async ({ ask }) => {
      const off = new AbortController();
      const got = ask("/", { signal: off.signal });
      off.abort();
      assert.equal(await got, "CANCELED");
    },
    timeout: limit,
  },
  "called off while it waits for its turn to dial": {
    answer: nothing,
    act: async ({ ask, asked, conns }) => {
      const [first, second] = [new AbortController(), new AbortController()];
      const one = ask("/", { signal: first.signal });
      await asked(1);
      const two = ask("/", { signal: second.signal });
      await settle();
      second.abort();
      assert.equal(await two, "CANCELED");
      first.abort();
      assert.equal(await one, "CANCELED");
      assert.equal(conns(), 1);
    },
    transport: { maxConnsPerHost: 1 },
  },
  "called off while the body is sent": {
    answer: nothing,
    act: async ({ ask, asked }) => {
      const off = new AbortController();
      const got = ask("/", { method: "POST", body: endless, signal: off.signal });
      await asked(1);
      off.abort();
      assert.equal(await got, "CANCELED");
    },
  },
  "called off before the header": {
    answer: nothing,
    act: async ({ ask, asked }) => {
      const off = new AbortController();
      const got = ask("/", { signal: off.signal });
      await asked(1);
      off.abort();
      assert.equal(await got, "CANCELED");
    },
    transport: { responseHeaderTimeout: limit },
  },
  "called off within the body": {
    answer: half,
    act: async ({ client, url }) => {
      const off = new AbortController();
      const { body } = await client.do(newRequest("GET", url, { signal: off.signal }));
      const got = readAll(body);
      await settle();
      off.abort();
      assert.equal((await got).error?.code, "CANCELED");
      await body.close();
    },
    timeout: limit,
  },
  "a body that is closed before its end": {
    answer: half,
    act: async ({ client, url }) => {
      const { body } = await client.get(url);
      assert.equal(await body.read(new Uint8Array(2)), 2);
      await body.close();
    },
    timeout: limit,
  },
  "RST before the header": {
    answer: (conn) => conn.reset(),
    act: async ({ ask }) => assert.equal(await ask(), "ECONNRESET"),
    timeout: limit,
  },
  "RST within the body": {
    answer: async (conn) => {
      await half(conn);
      conn.reset();
    },
    // The bytes before it may be lost with the connection, and the header with them.
    act: async ({ ask }) => assert.match(await ask(), /^(?:200 \w* )?ECONNRESET$/),
    timeout: limit,
  },
  "RST while the body is sent": {
    answer: (conn) => conn.reset(),
    act: async ({ ask }) =>
      assert.match(await ask("/", { method: "POST", body: endless }), /^(?:ECONNRESET|EPIPE)$/),
    timeout: limit,
  },
  "FIN on a connection that is idle": {
    answer: async (conn) => {
      await ok(conn);
      conn.close();
    },
    act: async ({ ask, conns }) => {
      assert.equal(await ask(), "200 ok");
      assert.equal(await ask(), "200 ok");
      assert.equal(conns(), 2);
    },
    transport: { idleConnTimeout: limit },
  },
  "a redirect, and the body of the answer that redirects": {
    answer: (conn, path) =>
      path === "/end"
        ? ok(conn)
        : text(conn, "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 9000\r\n\r\nhalf"),
    act: async ({ ask, conns }) => {
      assert.equal(await ask(), "200 ok");
      assert.equal(conns(), 2);
    },
    timeout: limit,
  },
  "redirects without end": {
    answer: (conn) => text(conn, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
    act: async ({ ask }) => assert.equal(await ask(), "TOO_MANY_REDIRECTS"),
    timeout: limit,
  },
  "a port where nobody listens": {
    answer: nothing,
    act: async ({ client }) => {
      const net = await network();
      const listener = await net.listen({ host: "127.0.0.1", port: 0 });
      listener.close();
      const refused = client.get(`http://${formatAddr(listener.addr)}`);
      await assert.rejects(refused, (err) => is(err, "ECONNREFUSED"));
    },
    timeout: limit,
  },
  "100 Continue that comes": {
    answer: async (conn) => {
      await text(conn, "HTTP/1.1 100 Continue\r\n\r\n");
      await conn.read(new Uint8Array(100));
      await ok(conn);
    },
    act: async ({ ask }) => assert.equal(await ask("/", expecting()), "200 ok"),
    transport: { expectContinueTimeout: limit },
    timeout: limit,
  },
  "100 Continue that does not come": {
    answer: async (conn) => {
      await conn.read(new Uint8Array(100));
      await ok(conn);
    },
    act: async ({ ask, asked, clock }) => {
      const got = ask("/", expecting());
      await asked(1);
      await clock.advance(limit);
      assert.equal(await got, "200 ok");
    },
    transport: { expectContinueTimeout: limit },
  },
  "an answer in the place of 100 Continue": {
    answer: ok,
    act: async ({ ask }) => assert.equal(await ask("/", expecting()), "200 ok"),
    transport: { expectContinueTimeout: limit },
    timeout: limit,
  },
  "RST in the place of 100 Continue": {
    answer: (conn) => conn.reset(),
    act: async ({ ask }) => assert.equal(await ask("/", expecting()), "ECONNRESET"),
    transport: { expectContinueTimeout: limit },
    timeout: limit,
  },
};

function expecting(): RequestOptions & { method: string } {
  return { method: "POST", body: "hello", header: new Header({ Expect: "100-continue" }) };
}

for (const [name, scenario] of Object.entries(scenarios)) {
  void test(`nothing is left after: ${name}`, async (t) => {
    const before = process.getActiveResourcesInfo();
    const clock = new VirtualClock();
    const open = new Set<Conn>();
    try {
      await allHeard(() => play(scenario, clock, open));
      await turnsUntil(() => isEmpty(left(before)));
      assert.deepEqual(left(before), []);
      assert.equal(clock.pending, 0, "no timer is left behind");
    } finally {
      for (const conn of open) conn.reset();
    }
    t.pass("held");
  });
}

/** Runs a scenario on real sockets, and closes the client. `open` gets every connection, of both sides. */
async function play(
  { answer, act, transport, timeout = 0 }: Scenario,
  clock: VirtualClock,
  open: Set<Conn>,
): Promise<void> {
  const real = await network({ clock });
  const net: Network = {
    name: real.name,
    title: real.title,
    listen: (addr) => real.listen(addr),
    dial: async (addr) => {
      const conn = await real.dial(addr);
      open.add(conn);
      return conn;
    },
  };
  const listener = await net.listen({ host: "127.0.0.1", port: 0 });
  let [asked, conns] = [0, 0];
  const serving = (async () => {
    for (;;) {
      const conn = await listener.accept();
      open.add(conn);
      conns++;
      void serve(conn, async (path) => {
        asked++;
        await answer(conn, path);
      });
    }
  })().catch((err: unknown) => {
    if (!is(err, "CLOSED")) throw err;
  });
  const client = new Client({
    transport: new Transport({ network: net, clock, ...transport }),
    clock,
    timeout,
  });
  const url = `http://${formatAddr(listener.addr)}`;
  try {
    await act({
      url,
      client,
      clock,
      asked: async (requests) => assert(await turnsUntil(() => asked >= requests), "the request has arrived"),
      conns: () => conns,
      ask: (path = "/", { method = "GET", ...options } = {}) =>
        outcome(async () => {
          const res = await client.do(newRequest(method, url + path, options));
          const { bytes, error } = await readAll(res.body);
          await res.body.close();
          const got = `${res.status} ${new TextDecoder().decode(bytes)}`;
          return error === null ? got : `${got} ${error.code}`;
        }),
    });
  } finally {
    client.closeIdleConnections();
    listener.close();
    await serving;
  }
}

/** Answers the requests of a connection until the client ends it. */
async function serve(conn: Conn, answer: (path: string) => Promise<void>): Promise<void> {
  const p = new Uint8Array(64 * 1024);
  try {
    for (let n = await conn.read(p); n !== null; n = await conn.read(p)) {
      const [, path] = /^[A-Z]+ (\S+) /.exec(new TextDecoder().decode(p.subarray(0, n))) ?? [];
      // What is no header is a body.
      if (path !== undefined) await answer(path);
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
  conn.close();
}

/** What it comes to, be it an error: then its code. */
async function outcome(run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (err) {
    if (err instanceof EoflabError) return err.code;
    throw err;
  }
}

/** What keeps the process alive, and did not before. */
function left(before: readonly string[]): string[] {
  const known = [...before];
  return process.getActiveResourcesInfo().filter((name) => {
    const at = known.indexOf(name);
    if (at !== -1) known.splice(at, 1);
    return at === -1;
  });
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}

/** Lets turns of the event loop pass until something is so. Whether it is. */
async function turnsUntil(isSo: () => boolean): Promise<boolean> {
  for (let i = 0; i < patience && !isSo(); i++) await settle();
  return isSo();
}

/** A program that asks twice, on a connection that it keeps, and then has nothing more to do. */
function program(mod: string, transport: string, url: string): string {
  return `
import { Client, network, readAll } from ${JSON.stringify(mod)};
const client = new Client({ network: await network({ transport: "${transport}" }), timeout: 600_000 });
for (let i = 0; i < 2; i++) {
  const { status, body } = await client.get("${url}");
  const { bytes, error } = await readAll(body);
  console.log(status, bytes.length, error);
}
`;
}

const built = `${root}dist/lib/mod.js`;
const children = {
  "Node, over node": {
    command: ["env", "-u", "NODE_OPTIONS", process.execPath, "--input-type=module", "-"],
    mod: built,
    transport: "node",
  },
  "Deno, over deno": {
    command: denoOf(),
    mod: `${root}lib/mod.ts`,
    transport: "deno",
  },
  "Deno, over node": {
    command: denoOf(),
    mod: `${root}lib/mod.ts`,
    transport: "node",
  },
};

function denoOf(): string[] {
  const deno = `${root}node_modules/.bin/deno`;
  const allowed = ["--no-prompt", "--no-check", "--allow-net=127.0.0.1", `--allow-read=${root}`];
  // tap gives every child a channel to talk to it, which Deno takes for one of its own and refuses.
  return ["env", "-u", "NODE_CHANNEL_FD", deno, "run", ...allowed, "--ext=ts", "-"];
}

for (const [name, { command, mod, transport }] of Object.entries(children)) {
  void test(`an idle connection does not keep the process alive: ${name}`, async (t) => {
    assert(existsSync(mod), `${mod} is missing: npm run build`);
    let conns = 0;
    const server = new Server({
      handler: async (w) => void (await w.write("hello")),
      connState: (_, state) => {
        if (state === "new") conns++;
      },
    });
    const listener = await (await network()).listen({ host: "127.0.0.1", port: 0 });
    const served = server.serve(listener).catch(() => {});
    try {
      // It is ended after a minute, which is less than an idle connection is kept (90 s), and has no exit code then.
      const url = `http://${formatAddr(listener.addr)}`;
      const input = program(pathToFileURL(mod).href, transport, url);
      const ran = await start(command, { input }).done;
      assert.deepEqual(ran, { code: 0, stdout: "200 5 null\n200 5 null\n", stderr: "" });
      assert.equal(conns, 1);
    } finally {
      server.close();
      await served;
    }
    t.pass("held");
  });
}
