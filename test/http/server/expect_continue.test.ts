/**
 * `Expect: 100-continue` (RFC 9110 §10.1.1), by Go's rules: net/http server.go expectContinueReader, and what
 * (*chunkWriter).writeHeader and (*conn).serve make of it.
 */

import assert from "node:assert/strict";
import { is } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import { maxBytesReader } from "../../../lib/http/server/max_bytes_reader.ts";
import { abortHandler } from "../../../lib/http/server/panic.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { get, lastOk, ok, okEmpty, quiet, withServer } from "../../fixtures/serve.ts";

const goOn = "HTTP/1.1 100 Continue\r\n\r\n";

/** A POST of five bytes, the client of which waits to be told to send them. */
const expecting = (value = "100-continue", proto = "HTTP/1.1", framing = "Content-Length: 5"): string =>
  `POST / ${proto}\r\nHost: x\r\n${framing}\r\nExpect: ${value}\r\n\r\n`;

/** Reads the body and answers with it. */
const echo: Handler = async (w, r) => {
  const { bytes, error } = await readAll(r.body);
  await w.write(error === null ? bytes : error.message);
};

test("100 Continue is sent at the first read, once, and the connection goes on", async () => {
  await withServer(
    {
      handler: async (w, r) => {
        const p = new Uint8Array(2);
        while ((await r.body.read(p)) !== null);
        await w.write("done");
      },
    },
    async (bench) => {
      const talk = await bench.talk();
      await talk.send(expecting());
      assert.equal(talk.take(), goOn);
      await talk.send("12");
      assert.equal(talk.take(), "");
      await talk.send("345");
      assert.equal(talk.take(), ok("done"));
      await talk.send(expecting());
      assert.equal(talk.take(), goOn, "the next request may wait, too");
      await talk.send("12345");
      assert.equal(talk.take(), ok("done"));
      assert.equal(talk.end, "open");
      talk.close();
    },
  );
});

test("it is sent also when the body has come already, and for chunks", async () => {
  await withServer({ handler: echo }, async (bench) => {
    assert.deepEqual(await bench.exchange(`${expecting()}12345`), { text: goOn + ok("12345"), end: "open" });
    const chunked = expecting("100-continue", "HTTP/1.1", "Transfer-Encoding: chunked");
    assert.deepEqual(await bench.exchange(chunked, "5\r\n12345\r\n0\r\n\r\n"), {
      text: goOn + ok("12345"),
      end: "open",
    });
    assert.deepEqual(await bench.exchange(`${expecting()}12345${expecting()}67890`, get), {
      text: goOn + ok("12345") + goOn + ok("67890") + okEmpty,
      end: "open",
    });
  });
});

test("which fields ask for it: a token of the first Expect field, in any case", async () => {
  await withServer({ handler: echo }, async (bench) => {
    for (const value of [
      "100-continue",
      "100-Continue",
      "100-continue, x",
      "x, 100-CONTINUE",
      "100-continue\r\nExpect: y",
    ]) {
      const { text } = await bench.exchange(`${expecting(value)}12345`);
      assert.equal(text, goOn + ok("12345"), value);
    }
    for (const value of ["", "\r\nExpect: 100-continue"]) {
      const { text } = await bench.exchange(`${expecting(value)}12345`);
      assert.equal(text, ok("12345"), JSON.stringify(value));
    }
  });
});

test("nobody is told to go on who has nothing to send, or who speaks HTTP/1.0", async () => {
  await withServer({ handler: echo }, async (bench) => {
    const empty = await bench.exchange(expecting("100-continue", "HTTP/1.1", "Content-Length: 0"));
    assert.deepEqual(empty, { text: okEmpty, end: "open" });
    const bodyless = await bench.exchange("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n");
    assert.deepEqual(bodyless, { text: okEmpty, end: "open" });
    const old = await bench.exchange(expecting("100-continue", "HTTP/1.0"), "12345");
    assert.deepEqual(old, { text: ok("12345").replace("HTTP/1.1", "HTTP/1.0"), end: "fin" });
  });
});

test("an expectation that is unknown is answered with 417, whatever the version, and ends the connection", async () => {
  await withServer({ handler: echo }, async (bench) => {
    const refused = (proto: string) =>
      `${proto} 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    for (const value of ["meditation", "100-continued", "100", "100-continue-x", "-"]) {
      const got = await bench.exchange(`${expecting(value)}12345`);
      assert.deepEqual(got, { text: refused("HTTP/1.1"), end: "fin" }, value);
    }
    const old = await bench.exchange(`${expecting("meditation", "HTTP/1.0")}12345`);
    assert.deepEqual(old, { text: refused("HTTP/1.0"), end: "fin" });
    const bodyless = await bench.exchange("GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n");
    assert.deepEqual(bodyless, { text: refused("HTTP/1.1"), end: "fin" });
  });
});

test("an answer without a read sends no 100 Continue and ends the connection, when the body has come or is given up", async () => {
  await withServer({ handler: async (w) => void (await w.write("no")), readTimeout: 1000 }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(expecting());
    assert.equal(talk.text, lastOk("no"));
    assert.equal(talk.end, "open", "what the client may still send would meet a closed connection");
    await talk.send("12345");
    assert.equal(talk.end, "fin");
    talk.close();

    const silent = await bench.talk();
    await silent.send(expecting());
    await bench.clock.advance(999);
    assert.equal(silent.end, "open");
    await bench.clock.advance(1);
    await quiet();
    assert.equal(silent.end, "fin");
    assert.equal(silent.text, lastOk("no"));
    silent.close();
  });
});

test("the rest of a body that was read in part ends the connection", async () => {
  const handler: Handler = async (w, r) => {
    await r.body.read(new Uint8Array(2));
    await w.write("some");
  };
  await withServer({ handler }, async (bench) => {
    const got = await bench.exchange(expecting(), `12345${get}`);
    assert.deepEqual(got, { text: goOn + lastOk("some"), end: "fin" });
  });
});

test("a body that was read to its last byte was read, also when nobody has asked for its end", async () => {
  const handler: Handler = async (w, r) => {
    await r.body.read(new Uint8Array(5));
    await w.write("ok");
  };
  const chunked = expecting("100-continue", "HTTP/1.1", "Transfer-Encoding: chunked");
  await withServer({ handler }, async (bench) => {
    assert.deepEqual(await bench.exchange(expecting(), "12345"), { text: goOn + ok("ok"), end: "open" });
    assert.deepEqual(await bench.exchange(chunked, "5\r\n12345\r\n0\r\n\r\n"), {
      text: goOn + ok("ok"),
      end: "open",
    });
    const talk = await bench.talk();
    await talk.send(chunked);
    await talk.send("5\r\n12345\r\n");
    assert.deepEqual([talk.text, talk.end], [goOn + lastOk("ok"), "open"], "the last chunk is not there yet");
    await talk.send("0\r\n\r\n");
    assert.equal(talk.end, "fin");
    talk.close();
  });
});

test("the beginning of an answer takes the 100 Continue away; the body is read all the same", async () => {
  const first: [what: string, begin: Handler, answer: string, end: string][] = [
    ["a write", async (w) => void (await w.write("ok")), ok("ok"), "open"],
    ["a write of nothing", async (w) => void (await w.write("")), ok("ok"), "open"],
    ["a status", (w) => w.writeHeader(200), ok("ok"), "open"],
    [
      "a flush",
      (w) => new ResponseController(w).flush(),
      "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
      "fin",
    ],
  ];
  for (const [what, begin, answer, end] of first) {
    const bodies: string[] = [];
    const handler: Handler = async (w, r) => {
      await begin(w, r);
      bodies.push(String.fromCharCode(...(await readAll(r.body)).bytes));
      if (what !== "a write") await w.write("ok");
    };
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(expecting(), "12345"), { text: answer, end }, what);
      assert.deepEqual(bodies, ["12345"], what);
    });
  }
});

test("of the informational answers only the handler's own 100 takes it away", async () => {
  const early = "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n";
  const answers: [code: number, sent: string][] = [
    [100, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"],
    [103, early + goOn],
  ];
  for (const [code, sent] of answers) {
    const handler: Handler = async (w, r) => {
      w.header.set("X", "y");
      w.writeHeader(code);
      await echo(w, r);
    };
    await withServer({ handler }, async (bench) => {
      const got = await bench.exchange(expecting(), "12345");
      assert.deepEqual(got, { text: sent + ok("12345", "X: y\r\n"), end: "open" });
    });
  }
});

test("a body that is closed unread is waited for, without 100 Continue, and cannot be read any more", async () => {
  const told: unknown[] = [];
  const handler: Handler = async (w, r) => {
    await r.body.close();
    told.push(await r.body.read(new Uint8Array(1)).catch((err: unknown) => is(err, "BODY_READ_AFTER_CLOSE")));
    await w.write("closed");
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(expecting());
    assert.equal(talk.text, "");
    await talk.send("12345");
    assert.deepEqual([talk.text, talk.end, told], [lastOk("closed"), "fin", [true]]);
    talk.close();
  });
});

test("what a handler puts around the body asks for it through that; unread, the body is waited for in silence", async () => {
  await withServer(
    {
      handler: async (w, r) => {
        r.body = maxBytesReader(w, r.body, 100);
        await (r.header.get("X") === "read" ? echo(w, r) : w.write("unread"));
      },
    },
    async (bench) => {
      assert.deepEqual(await bench.exchange(expecting("100-continue\r\nX: read"), "12345"), {
        text: goOn + ok("12345"),
        end: "open",
      });
      // Go sees no expectContinueReader then, and so neither ends the connection nor tells the client to go on.
      const talk = await bench.talk();
      await talk.send(expecting());
      assert.equal(talk.text, "");
      await talk.send("12345");
      assert.deepEqual([talk.text, talk.end], [ok("unread"), "open"]);
      talk.close();
    },
  );
});

test("a handler that throws, or takes the connection, sends none", async () => {
  const handlers: [handler: Handler, text: string][] = [
    [() => Promise.reject(new Error("oh")), ""],
    [() => Promise.reject(abortHandler()), ""],
    [
      async (w) => {
        const { conn } = await new ResponseController(w).hijack();
        await conn.write(new Uint8Array([104, 105]));
        conn.close();
      },
      "hi",
    ],
  ];
  for (const [handler, text] of handlers) {
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(expecting());
      await talk.send("12345");
      assert.equal(talk.text, text);
      assert.notEqual(talk.end, "open");
      talk.close();
    });
  }
});

test("reads that nobody waits for send one 100 Continue, and a read of nothing sends it, too", async () => {
  const handlers: Handler[] = [
    async (w, r) => {
      const reads = [1, 2, 3].map((n) => r.body.read(new Uint8Array(n)));
      await Promise.all(reads);
      await readAll(r.body);
      await w.write("read");
    },
    async (w, r) => {
      await r.body.read(new Uint8Array(0));
      await readAll(r.body);
      await w.write("read");
    },
  ];
  for (const handler of handlers) {
    await withServer({ handler }, async (bench) => {
      assert.deepEqual(await bench.exchange(expecting(), "12345"), { text: goOn + ok("read"), end: "open" });
    });
  }
});

test("a write deadline that has passed takes the 100 Continue, and the answer; the body is read all the same", async () => {
  let body = "";
  await withServer(
    {
      writeTimeout: 1000,
      handler: async (w, r) => {
        await bench.clock.sleep(2000);
        body = String.fromCharCode(...(await readAll(r.body)).bytes);
        await w.write("late");
      },
    },
    async (started) => {
      bench = started;
      const talk = await bench.talk();
      await talk.send(`${expecting()}12345`);
      await bench.clock.advance(2000);
      await quiet();
      assert.deepEqual([talk.text, talk.end, body], ["", "fin", "12345"]);
      talk.close();
    },
  );
});

let bench: import("../../fixtures/serve.ts").Bench;

test("the client may go while it waits: the read says so, and nothing else happens", async () => {
  for (const how of ["fin", "rst"] as const) {
    let error = "";
    const handler: Handler = async (_, r) => {
      error = (await readAll(r.body)).error?.message ?? "none";
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      await talk.send(expecting());
      await talk[how]();
      assert.match(error, how === "fin" ? /^unexpected EOF$/ : /connection reset by peer$/);
      assert.deepEqual(bench.log, []);
      talk.close();
    });
  }
});
