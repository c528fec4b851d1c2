import assert from "node:assert/strict";
import { settle } from "../../../lib/clock.ts";
import { is } from "../../../lib/errors.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, withServer } from "../../fixtures/serve.ts";

const echo: Handler = async (w, r) => void (await w.write(`${r.method} ${r.target} ${r.host}`));

test("requests follow one another on a connection, also when they come in one piece", async () => {
  await withServer({ handler: echo }, async (bench) => {
    const { text, open } = await bench.ask(
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\nGET /3 HTTP/1.1\r\nHost: c\r\n\r\n",
    );
    assert.deepEqual(text.match(/GET \/\d \w/g), ["GET /1 a", "GET /2 b", "GET /3 c"]);
    assert.equal(open, true);
  });
});

test("a request is the same in any fragmentation", async () => {
  await withServer({ handler: echo }, async (bench) => {
    const client = await bench.dial();
    for (const byte of "GET /slowly HTTP/1.1\r\nHost: a\r\nX-Y:  z \r\n\r\n") {
      await client.send(byte);
      await settle();
    }
    const answer = await client.receive();
    assert.match(String.fromCharCode(...(answer ?? [])), /GET \/slowly a$/);
    client.close();
  });
});

test("what is no request is answered as Go answers it, and ends the connection", async () => {
  const answers: [request: string, status: string][] = [
    ["GET\r\n\r\n", "400 Bad Request"],
    ["GET /\r\n\r\n", "400 Bad Request"],
    ["G@T / HTTP/1.1\r\nHost: x\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.x\r\nHost: x\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.1\r\n folded: x\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.1\r\n\r\n", "400 Bad Request: missing required Host header"],
    ["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 Bad Request: malformed Host header"],
    ["GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n", "400 Bad Request"],
    ["GET / HTTP/1.1\r\nHost: x\r\nA : 1\r\n\r\n", "400 Bad Request: invalid header name"],
    ["GET / HTTP/2.0\r\nHost: x\r\n\r\n", "505 HTTP Version Not Supported: unsupported protocol version"],
  ];
  for (const [request, status] of answers) {
    await withServer({ handler: echo }, async (bench) => {
      const { text, open } = await bench.ask(request);
      assert.equal(
        text,
        `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`,
      );
      assert.equal(open, false);
    });
  }
});

test("a header that does not end is refused at the limit", async () => {
  await withServer({ handler: echo, maxHeaderBytes: 1000 }, async (bench) => {
    const { text } = await bench.ask(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(6000)}`);
    assert.match(text, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  });
});

test("a handler that throws is logged, gets no answer, and harms nobody else", async () => {
  const handler: Handler = async (w, r) => {
    if (r.target === "/bad") throw new Error("oh no");
    await w.write("fine");
  };
  await withServer({ handler }, async (bench) => {
    const bad = await bench.ask("GET /bad HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.deepEqual(bad, { text: "", open: false });
    assert.match(bench.log.join(), /^http: panic serving 127\.0\.0\.1:\d+: oh no\n/);
    assert.match((await bench.ask(get)).text, /fine$/);
  });
});

test("a body that the handler does not read is not taken for the next request", async () => {
  await withServer({ handler: echo }, async (bench) => {
    const { text, open } = await bench.ask(
      "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 28\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: y\r\n\r\n",
    );
    assert.deepEqual(text.match(/(GET|POST) \/\w+/g), ["POST /1", "GET /2"]);
    assert.equal(open, true);
  });
});

test("a write that nobody waits for, and that fails, ends no process", async () => {
  await withServer(
    {
      writeTimeout: 1,
      handler: async (w) => {
        await clock?.sleep(10);
        void w.write("x".repeat(10_000));
        void w.write("y".repeat(10_000));
      },
    },
    async (bench) => {
      clock = bench.clock;
      const asked = bench.ask(get);
      await bench.recorder.saw("handler.start");
      await settle();
      await bench.clock.advance(10);
      assert.deepEqual(await asked, { text: "", open: false });
    },
  );
});

let clock: { sleep(ms: number): Promise<void> } | undefined;

test("close ends every connection and serve, which says that it was closed", async () => {
  const states: string[] = [];
  await withServer({ handler: echo, connState: (_, state) => states.push(state) }, async (bench) => {
    const client = await bench.dial();
    await client.send(get);
    await client.receive();
    bench.server.close();
    assert.equal((await client.receiveAll()).end, "fin");
    client.close();
    await settle();
    assert.deepEqual(states, ["new", "active", "idle", "closed"]);
    const again = await bench.network.listen({ host: "127.0.0.1", port: 0 });
    const error = await bench.server.serve(again).catch((err: unknown) => err);
    assert(is(error, "SERVER_CLOSED"));
  });
});

test("the states of a connection are Go's, also when what comes is no request", async () => {
  const bad = "GARBAGE\r\n\r\n";
  const seen: [pieces: string[], states: string][] = [
    [[get, get], "new active idle active idle closed"],
    [[get + get], "new active idle active idle closed"],
    [[bad], "new active closed"],
    [[get, bad], "new active idle closed"],
    [[], "new closed"],
  ];
  for (const [pieces, wanted] of seen) {
    const states: string[] = [];
    await withServer({ handler: echo, connState: (_, state) => states.push(state) }, async (bench) => {
      const client = await bench.dial();
      for (const piece of pieces) {
        await client.send(piece);
        await client.receive();
      }
      client.close();
      for (let turn = 0; turn < 5; turn++) await settle();
    });
    assert.equal(states.join(" "), wanted, JSON.stringify(pieces));
  }
});

test("without a trace the answer is the same", async () => {
  const { Server } = await import("../../../lib/http/server/server.ts");
  const { pipeNetwork } = await import("../../../lib/net/pipe.ts");
  const { RawClient } = await import("../../../lib/http/client/raw_client.ts");
  const { VirtualClock } = await import("../../../lib/clock.ts");
  const clock = new VirtualClock();
  const network = pipeNetwork(clock);
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const server = new Server({ handler: echo, clock });
  const served = server.serve(listener).catch(() => {});
  const client = await RawClient.dial(network, listener.addr);
  await client.send(get);
  assert.match(String.fromCharCode(...((await client.receive()) ?? [])), /\r\n\r\nGET \/ x$/);
  client.close();
  server.close();
  await served;
});
