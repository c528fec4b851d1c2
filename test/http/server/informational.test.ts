/**
 * Informational answers (RFC 9110 §15.2): what a handler says before its status. Go: net/http server.go
 * (*response).WriteHeader.
 */

import assert from "node:assert/strict";
import { is } from "../../../lib/errors.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { Gate, get, ok, okEmpty, quiet, withServer } from "../../fixtures/serve.ts";

/** What a handler answers to a request, without the date, and what is logged. */
async function answer(
  handler: Handler,
  request = get,
): Promise<{ text: string; end: string; log: string[] }> {
  let got = { text: "", end: "", log: [] as string[] };
  await withServer({ handler }, async (bench) => {
    const { text, end } = await bench.exchange(request);
    got = { text, end, log: bench.log };
  });
  return got;
}

test("an informational answer is sent at once, with the header as it is then", async () => {
  const gate = new Gate();
  await withServer(
    {
      handler: async (w) => {
        w.header.set("Link", "</a.css>");
        w.writeHeader(103);
        await gate.opened;
        w.header.set("Link", "</b.css>");
        w.header.add("Link", "</c.css>");
        w.writeHeader(103);
        w.header.delete("Link");
        await w.write("done");
      },
    },
    async (bench) => {
      const talk = await bench.talk();
      await talk.send(get);
      assert.equal(talk.take(), "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
      gate.open();
      await quiet();
      assert.equal(
        talk.take(),
        `HTTP/1.1 103 Early Hints\r\nLink: </b.css>\r\nLink: </c.css>\r\n\r\n${ok("done")}`,
      );
      talk.close();
    },
  );
});

test("any code from 100 to 199 but 101 is one, and the status is still to be said", async () => {
  const { text, log } = await answer((w) => {
    for (const code of [150, 199, 100, 102]) w.writeHeader(code);
  });
  const said = ["150 status code 150", "199 status code 199", "100 Continue", "102 Processing"];
  assert.equal(text, said.map((s) => `HTTP/1.1 ${s}\r\n\r\n`).join("") + okEmpty);
  assert.deepEqual(log, []);
});

test("it says nothing about a body, and nothing that is no field; the final answer has both", async () => {
  const { text } = await answer(async (w) => {
    w.header.set("Content-Length", "3");
    w.header.set("Transfer-Encoding", "identity");
    w.header.set("Trailer:X", "1");
    w.header.set("X", "y");
    w.writeHeader(103);
    w.header.delete("Transfer-Encoding");
    w.header.delete("Trailer:X");
    await w.write("abc");
  });
  assert.equal(
    text,
    "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n" +
      "Content-Type: text/plain; charset=utf-8\r\n\r\nabc",
  );
});

test("Connection and Date are said if the handler says them", async () => {
  const { text, end } = await answer((w) => {
    w.header.set("Connection", "close");
    w.header.set("date", "never");
    w.writeHeader(103);
    w.header.delete("Date");
  });
  assert.equal(
    text.replace("Date: never\r\n", ""),
    "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n" +
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
  );
  assert.equal(end, "fin");
});

test("HTTP/1.0 gets it, too, and so does HEAD", async () => {
  const handler: Handler = async (w) => {
    w.writeHeader(103);
    await w.write("abc");
  };
  const old = await answer(handler, "GET / HTTP/1.0\r\n\r\n");
  const as10 = ok("abc").replace("HTTP/1.1", "HTTP/1.0");
  assert.deepEqual([old.text, old.end], [`HTTP/1.0 103 Early Hints\r\n\r\n${as10}`, "fin"]);
  const head = await answer(handler, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  const header = ok("abc").slice(0, -3);
  assert.deepEqual([head.text, head.end], [`HTTP/1.1 103 Early Hints\r\n\r\n${header}`, "open"]);
});

test("after the status it is one status too many: logged, and not sent", async () => {
  const begins: [what: string, begin: Handler][] = [
    ["status", (w) => w.writeHeader(204)],
    ["write", async (w) => void (await w.write("a"))],
    ["flush", (w) => new ResponseController(w).flush()],
  ];
  for (const [what, begin] of begins) {
    const { text, log } = await answer(async (w, r) => {
      await begin(w, r);
      w.writeHeader(103);
    });
    assert(!text.includes(" 103 "), what);
    assert.equal(log.length, 1, what);
    assert.match(log[0] ?? "", /^http: superfluous response\.WriteHeader call from /);
  }
});

test("101 is no informational answer but the last: it has no body, and nothing comes after it", async () => {
  let refused: unknown;
  const switching: Handler = async (w) => {
    w.header.set("Upgrade", "foo");
    w.header.set("Connection", "Upgrade");
    w.writeHeader(101);
    w.writeHeader(200);
    refused = await w.write("x").catch((err: unknown) => err);
  };
  const said = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n";
  const kept = await answer(switching, get + get);
  // The protocol is HTTP all the same, until somebody takes the connection over.
  assert.deepEqual([kept.text, kept.end, kept.log.length], [said + said, "open", 2]);
  assert(is(refused, "BODY_NOT_ALLOWED"));
  const closing = await answer(switching, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.deepEqual([closing.text, closing.end], [said, "fin"]);
});

test("101, flushed, and then the connection is the handler's", async () => {
  const { text, end } = await answer(async (w) => {
    w.header.set("Upgrade", "foo");
    w.header.set("Connection", "Upgrade");
    w.writeHeader(101);
    const { conn, writer } = await new ResponseController(w).hijack();
    await writer.writeString("foo speaks");
    await writer.flush();
    conn.close();
  });
  assert.deepEqual(
    [text, end],
    ["HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\nfoo speaks", "fin"],
  );
});

test("what is no code at all is the handler's mistake, whatever was said before", async () => {
  for (const code of [0, 99, 1000, -1, 100.5, Number.NaN]) {
    const { text, end, log } = await answer((w) => {
      w.writeHeader(103);
      w.writeHeader(code);
    });
    assert.deepEqual([text, end], ["HTTP/1.1 103 Early Hints\r\n\r\n", "fin"], String(code));
    assert.match(log[0] ?? "", new RegExp(`^http: panic serving \\S+: invalid WriteHeader code ${code}\n`));
  }
});

test("it comes before the answer that follows at once, also of the next request", async () => {
  const { text } = await answer((w) => w.writeHeader(103), get + get);
  const both = `HTTP/1.1 103 Early Hints\r\n\r\n${okEmpty}`;
  assert.equal(text, both + both);
});

test("one that cannot be sent throws nothing; what is written then is dropped, and the signal tells", async () => {
  const told: unknown[] = [];
  await withServer(
    {
      writeTimeout: 1000,
      handler: async (w, r) => {
        await clock.sleep(2000);
        w.writeHeader(103);
        await quiet();
        told.push(r.signal.aborted, await w.write("a"));
        const failure = await new ResponseController(w).flush().catch((err: unknown) => err);
        told.push(is(failure, "DEADLINE_EXCEEDED"));
      },
    },
    async (bench) => {
      clock = bench.clock;
      const talk = await bench.talk();
      await talk.send(get);
      await bench.clock.advance(2000);
      await quiet();
      assert.deepEqual([talk.text, talk.end], ["", "fin"]);
      talk.close();
    },
  );
  assert.deepEqual(told, [true, 1, true]);
});

let clock: { sleep(ms: number): Promise<void> };
