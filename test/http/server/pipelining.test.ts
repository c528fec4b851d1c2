/**
 * Requests that come before the answer to the one before them (RFC 9112 §9.3.2). The server answers one after the
 * other, in their order, however the bytes were cut. Go: net/http server.go (*conn).serve.
 */

import assert from "node:assert/strict";
import { readAll } from "../../../lib/http/body.ts";
import { ResponseController } from "../../../lib/http/server/controller.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { test } from "../../fixtures/harness.ts";
import { Gate, get, lastOk, ok, quiet, withServer } from "../../fixtures/serve.ts";

const bad =
  "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request";

/** Says which request it was, and what its body was. */
const tell: Handler = async (w, r) => {
  const { bytes, error } = await readAll(r.body);
  const body = bytes.length > 50 ? `${bytes.length} bytes` : String.fromCharCode(...bytes);
  await w.write(`${r.method} ${r.target} ${error === null ? body : error.message}`);
};

const request = (target: string, fields = "", body = ""): string =>
  `${body === "" ? "GET" : "POST"} ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n${body}`;

test("one handler runs at a time, and the answers come in the order of the requests", async () => {
  const gates = [new Gate(), new Gate(), new Gate()];
  const running: string[] = [];
  const handler: Handler = async (w, r) => {
    running.push(r.target);
    await gates[Number(r.target.slice(1))]?.opened;
    await w.write(r.target);
  };
  await withServer({ handler }, async (bench) => {
    const talk = await bench.talk();
    await talk.send(request("/0") + request("/1") + request("/2"));
    gates[2]?.open();
    gates[1]?.open();
    await quiet();
    assert.deepEqual([running, talk.text], [["/0"], ""]);
    gates[0]?.open();
    await quiet();
    assert.deepEqual(running, ["/0", "/1", "/2"]);
    assert.deepEqual([talk.text, talk.end], [ok("/0") + ok("/1") + ok("/2"), "open"]);
    talk.close();
  });
});

test("each answer leaves by itself, and no later than the next request is looked at", async () => {
  await withServer({ handler: tell }, async (bench) => {
    const { text } = await bench.exchange(request("/1") + request("/2"));
    assert.equal(text, ok("GET /1 ") + ok("GET /2 "));
    const writes = bench.recorder.events.filter((e) => e.name === "rwc.write" || e.name === "handler.start");
    assert.deepEqual(
      writes.map((e) => e.name),
      ["handler.start", "rwc.write", "handler.start", "rwc.write"],
    );
  });
});

test("the client may shut its side behind them: all are answered, and then the connection ends", async () => {
  await withServer({ handler: tell }, async (bench) => {
    const talk = await bench.talk();
    await talk.client.send(request("/1") + request("/2") + request("/3"));
    await talk.fin();
    assert.deepEqual([talk.text, talk.end], [ok("GET /1 ") + ok("GET /2 ") + ok("GET /3 "), "fin"]);
    talk.close();
  });
});

test("an answer that ends the connection is the last", async () => {
  const close = "Connection: close\r\n";
  const answers: [pieces: string, text: string][] = [
    [request("/1") + request("/2", close) + request("/3"), ok("GET /1 ") + lastOk("GET /2 ")],
    [
      `${request("/1")}GET /2 HTTP/1.0\r\n\r\n${request("/3")}`,
      ok("GET /1 ") + ok("GET /2 ").replace("1.1", "1.0"),
    ],
    [`${request("/1")}GARBAGE\r\n\r\n${request("/3")}`, ok("GET /1 ") + bad],
    [`${request("/1")}\r\n${request("/3")}`, ok("GET /1 ") + bad],
  ];
  for (const [pieces, text] of answers) {
    await withServer({ handler: tell }, async (bench) => {
      assert.deepEqual(await bench.exchange(pieces), { text, end: "fin" });
    });
  }
});

test("what is left of a request when the client shuts its side: nothing, silence, or 400", async () => {
  const ends: [rest: string, answer: string][] = [
    ["", ""],
    ["G", ""],
    ["GET", ""],
    ["GET ", bad],
    ["GET / HTTP/1.1", bad],
    ["GET / HTTP/1.1\r\nHost: x\r\n", bad],
  ];
  for (const [rest, answer] of ends) {
    await withServer({ handler: tell }, async (bench) => {
      const talk = await bench.talk();
      await talk.client.send(request("/1") + rest);
      await talk.fin();
      assert.deepEqual([talk.text, talk.end], [ok("GET /1 ") + answer, "fin"], rest);
      talk.close();
    });
  }
});

test("an answer to HEAD has no body that could be taken for the next answer", async () => {
  await withServer({ handler: tell }, async (bench) => {
    const { text, end } = await bench.exchange(
      `${request("/1")}HEAD /2 HTTP/1.1\r\nHost: x\r\n\r\n${request("/3")}`,
    );
    assert.deepEqual([text, end], [ok("GET /1 ") + ok("HEAD /2 ").slice(0, -8) + ok("GET /3 "), "open"]);
  });
});

test("line ends behind a POST are passed over, up to four bytes of them, and behind another method are none", async () => {
  const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
  const behind: [request: string, lineEnds: string, passed: boolean][] = [
    [post, "\r\n", true],
    [post, "\r\n\r\n", true],
    [post, "\n\n", true],
    [post, "\r\n\r\n\r\n", false],
    [post.replace("POST", "PUT"), "\r\n", false],
    [get, "\r\n", false],
  ];
  for (const [first, lineEnds, passed] of behind) {
    await withServer({ handler: tell }, async (bench) => {
      const { text, end } = await bench.exchange(first + lineEnds + get);
      assert(text.endsWith(passed ? "GET / " : bad), JSON.stringify(first + lineEnds));
      assert.equal(end, passed ? "open" : "fin");
    });
  }
});

test("a handler that does not read its body leaves it to nobody", async () => {
  const handler: Handler = async (w, r) => void (await w.write(r.target));
  const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const framed = [
    request("/1", `Content-Length: ${hidden.length}\r\n`, hidden),
    request(
      "/1",
      "Transfer-Encoding: chunked\r\n",
      `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
    ),
  ];
  for (const first of framed) {
    await withServer({ handler }, async (bench) => {
      const { text, end } = await bench.exchange(first + request("/2"));
      assert.deepEqual([text, end], [ok("/1") + ok("/2"), "open"]);
    });
  }
});

test("a hundred requests in one piece, far more than a buffer holds", async () => {
  const requests = Array.from({ length: 100 }, (_, i) =>
    request(`/${i}`, `X: ${"y".repeat((i * 131) % 700)}\r\n`),
  );
  await withServer({ handler: tell }, async (bench) => {
    const { text, end } = await bench.exchange(requests.join(""));
    assert.deepEqual([text, end], [requests.map((_, i) => ok(`GET /${i} `)).join(""), "open"]);
  });
});

/** A sequence of numbers that is the same for the same seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A request of some kind, and what is answered. */
function someRequest(next: (below: number) => number, i: number): { bytes: string; answer: string } {
  const body = "b".repeat(1 + next(5000));
  const told = body.length > 50 ? `${body.length} bytes` : body;
  const half = 1 + next(body.length);
  const chunk = (part: string): string => (part === "" ? "" : `${part.length.toString(16)}\r\n${part}\r\n`);
  const chunks = chunk(body.slice(0, half)) + chunk(body.slice(half));
  switch (next(5)) {
    case 0:
      return { bytes: request(`/${i}`), answer: ok(`GET /${i} `) };
    case 1:
      return {
        bytes: request(`/${i}`, `Content-Length: ${body.length}\r\n`, body),
        answer: ok(`POST /${i} ${told}`),
      };
    case 2:
      return {
        bytes: request(`/${i}`, "Transfer-Encoding: chunked\r\n", `${chunks}0\r\n\r\n`),
        answer: ok(`POST /${i} ${told}`),
      };
    case 3:
      return {
        bytes: request(`/${i}`, "Transfer-Encoding: chunked\r\nTrailer: T\r\n", `${chunks}0\r\nT: 1\r\n\r\n`),
        answer: ok(`POST /${i} ${told}`),
      };
    default:
      return {
        bytes: request(`/${i}`, `Expect: 100-continue\r\nContent-Length: ${body.length}\r\n`, body),
        answer: `HTTP/1.1 100 Continue\r\n\r\n${ok(`POST /${i} ${told}`)}`,
      };
  }
}

test("requests of every kind, cut anywhere, with handlers that take their time, are answered the same", async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const next = random(seed);
    const requests = Array.from({ length: 1 + next(12) }, (_, i) => someRequest(next, i));
    const handler: Handler = async (w, r) => {
      for (let turns = next(4); turns > 0; turns--) await quiet();
      await tell(w, r);
    };
    await withServer({ handler }, async (bench) => {
      const talk = await bench.talk();
      let rest = requests.map((r) => r.bytes).join("");
      while (rest !== "") {
        const cut = 1 + next(next(3) === 0 ? 10 : 6000);
        await talk.client.send(rest.slice(0, cut));
        rest = rest.slice(cut);
        if (next(2) === 0) await quiet();
      }
      const wanted = requests.map((r) => r.answer).join("");
      for (let i = 0; i < 100 && talk.text.length < wanted.length; i++) await quiet();
      assert.equal(talk.text, wanted, `seed ${seed}`);
      assert.equal(talk.end, "open", `seed ${seed}`);
      talk.close();
    });
  }
});

test("every cut of two requests into two pieces is answered the same", async () => {
  const both = request("/1", "Content-Length: 2\r\n", "ab") + request("/2");
  await withServer({ handler: tell }, async (bench) => {
    for (let cut = 0; cut <= both.length; cut++) {
      const { text, end } = await bench.exchange(both.slice(0, cut), both.slice(cut));
      assert.deepEqual([text, end], [ok("POST /1 ab") + ok("GET /2 "), "open"], String(cut));
    }
  });
});

test("an answer that streams is not mixed with the next one", async () => {
  const handler: Handler = async (w, r) => {
    for (let i = 0; i < 3; i++) {
      await w.write(r.target);
      await new ResponseController(w).flush();
    }
  };
  const streamed = (target: string): string =>
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n${`2\r\n${target}\r\n`.repeat(3)}0\r\n\r\n`;
  await withServer({ handler }, async (bench) => {
    const { text } = await bench.exchange(request("/1") + request("/2"));
    assert.equal(text, streamed("/1") + streamed("/2"));
  });
});
