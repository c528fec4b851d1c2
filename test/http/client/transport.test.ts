import assert from "node:assert/strict";
import { settle, VirtualClock } from "../../../lib/clock.ts";
import { EoflabError, is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { Client } from "../../../lib/http/client/client.ts";
import { newRequest } from "../../../lib/http/client/request.ts";
import type { ClientResponse } from "../../../lib/http/client/response.ts";
import { Transport, type TransportOptions } from "../../../lib/http/client/transport.ts";
import { Header } from "../../../lib/http/header.ts";
import { redirect } from "../../../lib/http/server/answers.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { Server } from "../../../lib/http/server/server.ts";
import { type Conn, formatAddr } from "../../../lib/net/conn.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { test } from "../../fixtures/harness.ts";

/** A network in memory with a server of ours on it. */
async function withServer(
  handler: Handler,
  use: (tools: {
    url: string;
    clock: VirtualClock;
    transport: Transport;
    client: Client;
    conns: () => number;
  }) => Promise<void>,
  options: Partial<TransportOptions> & { timeout?: number } = {},
): Promise<void> {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  let conns = 0;
  const server = new Server({
    handler,
    clock,
    connState: (_, state) => {
      if (state === "new") conns++;
    },
  });
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const served = server.serve(listener).catch(() => {});
  const transport = new Transport({ network, clock, ...options });
  const client = new Client({ transport, clock, timeout: options.timeout ?? 0 });
  const url = `http://${formatAddr(listener.addr)}`;
  await use({ url, clock, transport, client, conns: () => conns });
  client.closeIdleConnections();
  server.close();
  await served;
  await settle();
  assert.equal(clock.pending, 0, "no timer is left");
}

async function textOf(res: ClientResponse): Promise<string> {
  const { bytes, error } = await readAll(res.body);
  if (error !== null) throw error;
  return new TextDecoder().decode(bytes);
}

const echo: Handler = async (w, r) => {
  const { bytes } = await readAll(r.body);
  await w.write(`${r.method} ${r.target} ${r.contentLength} ${new TextDecoder().decode(bytes)}`);
};

test("a connection whose answer was read serves the next request; one that was not is closed", async () => {
  await withServer(echo, async ({ url, client, conns }) => {
    for (let i = 0; i < 3; i++) assert.equal(await textOf(await client.get(`${url}/${i}`)), `GET /${i} 0 `);
    assert.equal(conns(), 1);
    const unread = await client.get(url);
    await unread.body.close();
    await textOf(await client.get(url));
    assert.equal(conns(), 2);
  });
});

test("bodies: text with its length, streams in chunks, trailers behind them", async () => {
  await withServer(
    async (w, r) => {
      const { bytes } = await readAll(r.body);
      const trailer = r.trailer.get("X-Sum");
      await w.write(
        `${r.contentLength} ${r.transferEncoding.join()} ${new TextDecoder().decode(bytes)} ${trailer}`,
      );
    },
    async ({ url, client }) => {
      assert.equal(await textOf(await client.post(url, "text/plain", "héllo")), "6  héllo ");
      const parts = ["ab", "cde"].map((part) => new TextEncoder().encode(part));
      const stream = {
        read: async (p: Uint8Array): Promise<number | null> => {
          const part = parts.shift();
          if (part === undefined) return null;
          p.set(part);
          return part.length;
        },
      };
      const req = newRequest("POST", url, { body: stream, trailer: new Header({ "X-Sum": "5" }) });
      assert.equal(await textOf(await client.do(req)), "-1 chunked abcde 5");
    },
  );
});

test("redirects are followed: with GET, or repeated with the body; ten at most", async () => {
  const handler: Handler = async (w, r) => {
    if (r.url.path === "/loop") return await redirect(w, r, "/loop", 302);
    if (r.url.path === "/see") return await redirect(w, r, "/other/../end?x=1", 303);
    if (r.url.path === "/repeat") return await redirect(w, r, "end", 307);
    return await echo(w, r);
  };
  await withServer(handler, async ({ url, client, conns }) => {
    assert.equal(await textOf(await client.post(`${url}/see`, "a/b", "body")), "GET /end?x=1 0 ");
    assert.equal(await textOf(await client.post(`${url}/repeat`, "a/b", "body")), "POST /end 4 body");
    const error = await client.get(`${url}/loop`).catch((err: unknown) => err);
    assert(error instanceof EoflabError);
    assert.equal(error.message, 'Get "/loop": stopped after 10 redirects');
    assert.equal(error.code, "TOO_MANY_REDIRECTS");
    assert.equal(conns(), 1);
  });
});

test("gzip is asked for and unpacked, and the caller sees neither", async () => {
  const packed = new Uint8Array([
    31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0,
  ]);
  const handler: Handler = async (w, r) => {
    assert.equal(r.header.get("Accept-Encoding"), "gzip");
    w.header.set("Content-Encoding", "gzip");
    const cut = r.target === "/cut" ? packed.subarray(0, 15) : packed;
    await w.write(r.target === "/not" ? "no gzip at all" : cut);
  };
  await withServer(handler, async ({ url, client, conns }) => {
    const res = await client.get(url);
    assert.deepEqual(
      [res.uncompressed, res.contentLength, res.header.has("Content-Encoding"), await textOf(res)],
      [true, -1, false, "hello"],
    );
    for (const [path, message] of [
      ["/not", "gzip: invalid header"],
      ["/cut", "unexpected EOF"],
    ]) {
      await assert.rejects(async () => await textOf(await client.get(url + path)), { message });
    }
    assert.equal(await textOf(await client.get(url)), "hello");
    assert.ok(conns() <= 3);
  });
});

test("the time limit tells where it was when it passed, and its error is a timeout", async () => {
  let release: () => void = () => {};
  const handler: Handler = async (w, r) => {
    if (r.target === "/body") {
      w.header.set("Content-Length", "10");
      await w.write("abc");
      await new ResponseController(w).flush();
    }
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  await withServer(
    handler,
    async ({ url, client, clock }) => {
      const asked = client.get(url).catch((err: unknown) => err);
      await settle();
      await clock.advance(1000);
      const error = (await asked) as EoflabError;
      assert.equal(
        error.message,
        `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      );
      assert.equal(error.timeout, true);
      release();
      const res = await client.get(`${url}/body`);
      const reading = readAll(res.body);
      await settle();
      await clock.advance(1000);
      const { bytes, error: cut } = await reading;
      assert.equal(bytes.length, 3);
      assert.equal(
        cut?.message,
        "context deadline exceeded (Client.Timeout or context cancellation while reading body)",
      );
      assert.equal(cut?.timeout, true);
      release();
    },
    { timeout: 1000 },
  );
});

/** A server that does what a script says, connection by connection. */
async function withScript(
  script: readonly ((conn: Conn, read: () => Promise<string>) => Promise<void>)[],
  use: (tools: { url: string; client: Client; clock: VirtualClock; accepted: () => number }) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  let accepted = 0;
  const serving = (async () => {
    for (const play of script) {
      const conn = await listener.accept();
      accepted++;
      const read = async (): Promise<string> => {
        const p = new Uint8Array(4096);
        const n = await conn.read(p);
        return n === null ? "EOF" : new TextDecoder().decode(p.subarray(0, n));
      };
      await play(conn, read);
    }
  })().catch(() => {});
  const client = new Client({ network, clock });
  await use({ url: `http://${formatAddr(listener.addr)}`, client, clock, accepted: () => accepted });
  client.closeIdleConnections();
  listener.close();
  await serving;
  await settle();
  assert.equal(clock.pending, 0, "no timer is left");
}

const ok = new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

test("a request that meets the end of a kept connection is sent again if that may be, and else is not", async () => {
  const keepOnce = async (conn: Conn, read: () => Promise<string>): Promise<void> => {
    await read();
    await conn.write(ok);
    await read();
    conn.close();
  };
  const outcomes: [
    make: (url: string) => ReturnType<typeof newRequest>,
    conns: number,
    error: string | null,
  ][] = [
    [(url) => newRequest("GET", url), 2, null],
    [(url) => newRequest("POST", url, { body: "x" }), 1, "EOF"],
    [(url) => newRequest("PUT", url, { body: "x", header: new Header({ "Idempotency-Key": "1" }) }), 2, null],
  ];
  for (const [make, conns, error] of outcomes) {
    await withScript([keepOnce, keepOnce], async ({ url, client, accepted }) => {
      assert.equal(await textOf(await client.get(url)), "ok");
      const again = await client.do(make(url)).then(textOf, (err: EoflabError) => err.cause);
      assert.deepEqual(again instanceof Error ? again.message : null, error);
      assert.equal(accepted(), conns);
    });
  }
});

test("answers with 100 for ever are cut off at the header's limit", async () => {
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const serving = listener.accept().then(async (conn) => {
    for (;;) await conn.write(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)));
  });
  const client = new Client({ transport: new Transport({ network, clock, maxResponseHeaderBytes: 10_000 }) });
  const error = await client.get(`http://${formatAddr(listener.addr)}`).catch((err: unknown) => err);
  assert(is(error, "RESPONSE_TOO_LARGE"));
  assert.match((error as Error).message, /server response headers exceeded 10000 bytes; aborted$/);
  await serving.catch(() => {});
  listener.close();
});

test("a signal calls a request off, before the answer and in its body", async () => {
  await withScript(
    [
      async (_conn, read) => void (await read()),
      async (conn, read) => {
        await read();
        await conn.write(ok.subarray(0, ok.length - 1));
      },
    ],
    async ({ url, client }) => {
      const first = new AbortController();
      const asked = client.do(newRequest("GET", url, { signal: first.signal })).catch((err: unknown) => err);
      await settle();
      first.abort();
      const error = (await asked) as EoflabError;
      assert.equal(error.message, `Get "${url}": context canceled`);
      assert.equal(error.code, "CANCELED");
      const second = new AbortController();
      const res = await client.do(newRequest("GET", url, { signal: second.signal }));
      const reading = readAll(res.body);
      await settle();
      second.abort();
      assert.equal((await reading).error?.message, "context canceled");
    },
  );
});

test("a GET whose body takes its time goes out chunked after 200 ms; one that ends at once has none", async () => {
  const handler: Handler = async (w, r) => {
    const controller = new ResponseController(w);
    controller.enableFullDuplex();
    await w.write(`${r.transferEncoding.join()};`);
    await controller.flush();
    const { bytes } = await readAll(r.body);
    await w.write(new TextDecoder().decode(bytes));
  };
  await withServer(handler, async ({ url, client, clock }) => {
    const pieces = ["", "late"];
    let give = (): void => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const slow = {
      read: async (p: Uint8Array): Promise<number | null> => {
        await given;
        const piece = pieces.pop();
        if (piece === undefined) return null;
        const { read, written } = new TextEncoder().encodeInto(piece, p);
        if (read < piece.length) pieces.push(piece.slice(read));
        return written;
      },
    };
    let answered = false;
    const answer = client.do(newRequest("GET", url, { body: slow })).then((res) => {
      answered = true;
      return res;
    });
    await settle();
    await clock.advance(199);
    await settle();
    assert.equal(answered, false);
    await clock.advance(1);
    const res = await answer;
    give();
    assert.equal(await textOf(res), "chunked;late");

    const empty = { read: () => Promise.resolve(null) };
    assert.equal(await textOf(await client.do(newRequest("GET", url, { body: empty }))), ";");
  });
});
