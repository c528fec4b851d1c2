/** The rules of the comparison. */

import assert from "node:assert/strict";
import type { Cell } from "../../lib/compare/cell.ts";
import { judge } from "../../lib/compare/verdict.ts";
import { wordsOf } from "../../lib/compare/words.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf, type Unplaced } from "../fixtures/recordings.ts";

const go = {
  calls: [{ call: "write", n: 200, error: null, times: 1 }],
  client: { status: null, bytes: 0, error: 'Get "http://SERVER": EOF' },
  header: null,
  sha256: null,
  end: "fin",
  log: [],
};

const answered = {
  ...go,
  client: { status: 200, bytes: 200, error: null },
  header: "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n",
  end: "open",
};

function ran(facts: object): Cell {
  const where = { lab: "silent-eof", target: "x", reason: null, untold: [], recording: null };
  return { ...where, state: "ran", facts: facts as Cell["facts"] };
}

test("the same facts are the same, whatever their order and whatever day it is", async () => {
  const { end, ...rest } = answered;
  const later = { end, ...rest, header: rest.header.replace("1970", "2026").replace("Date", "date") };
  assert.deepEqual(judge(ran(later), { ...answered, header: later.header.replace("2026", "1999") }), {
    verdict: "same",
    because: [],
  });
});

test("what another decides by is different, and says in what", async () => {
  assert.deepEqual(judge(ran(answered), go), {
    verdict: "different",
    because: ["the client gets something else", "the connection ends otherwise"],
  });
  const told = { ...go, calls: [{ call: "write", n: 0, error: "write: broken pipe", times: 1 }] };
  assert.deepEqual(judge(ran(told), go).because, ["the handler is told something else"]);
});

test("what is only worded otherwise is equivalent, and names it", async () => {
  const header = { ...answered, header: "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n" };
  assert.deepEqual(judge(ran(header), answered), { verdict: "equivalent", because: ["another header"] });
  const words = { ...go, client: { ...go.client, error: "socket hang up" } };
  assert.deepEqual(judge(ran(words), go), { verdict: "equivalent", because: ["an error in other words"] });
  const log = { ...go, log: ["no such order"] };
  assert.deepEqual(judge(ran(log), { ...go, log: ["http: panic serving CLIENT: no such order"] }).because, [
    "another line in the log",
  ]);
  const page = (text: string) => ({
    ...go,
    client: { status: 431, bytes: text.length, error: null },
    sha256: text,
  });
  assert.deepEqual(judge(ran(page("")), page("431 …")).because, ["another text of the error page"]);
});

test("another status is no other wording, and a log that is clean is no other line", async () => {
  const header = { ...answered, header: "HTTP/1.1 500 Internal Server Error\r\n\r\n" };
  assert.equal(judge(ran(header), answered).verdict, "different");
  assert.equal(judge(ran({ ...go, log: ["something"] }), go).verdict, "different");
});

test("what does not come to the same each time wavers, and says in what", async () => {
  assert.deepEqual(judge(ran(go), go, [answered as never]), {
    verdict: "wavering",
    because: [
      'client: one time {"bytes":0,"error":"Get \\"http://SERVER\\": EOF","status":null}, another {"bytes":200,"error":null,"status":200}',
      'header: one time null, another "HTTP/1.1 200 OK\\r\\nDate: some\\r\\n\\r\\n"',
      'end: one time "fin", another "open"',
    ],
  });
  assert.deepEqual(judge(ran(go), go, [null]), { verdict: "wavering", because: ["one time it did not run"] });
  const reset = (from: string) =>
    ({ ...go, client: { ...go.client, error: `read tcp ${from}: reset` } }) as never;
  assert.equal(
    judge(ran(reset("127.0.0.1:1->127.0.0.1:2")), go, [reset("127.0.0.1:3->127.0.0.1:4")]).verdict,
    "equivalent",
  );
});

test("the page of an error may have its server's address in it, and does not waver by that", () => {
  const page = (sha256: string, status: number) => ({
    ...answered,
    client: { status, bytes: 9, error: null },
    sha256,
  });
  assert.equal(judge(ran(page("a", 500)), go, [page("b", 500)]).verdict, "different");
  assert.equal(judge(ran(page("a", 200)), go, [page("b", 200)]).verdict, "wavering");
});

test("what did not run is no pass", async () => {
  const none = { lab: "silent-eof", target: "x", untold: [], facts: null, recording: null };
  for (const state of ["absent", "impossible", "failed"] as const) {
    assert.deepEqual(judge({ ...none, state, reason: "why" }, go), { verdict: state, because: ["why"] });
  }
  assert.equal(judge({ ...none, state: "ran", reason: null }, go).verdict, "failed");
});

test("facts in words: who is always the same is left out", async () => {
  assert.deepEqual(wordsOf(go as never, null), {
    told: "write 200: ok; log clean; it could not know",
    got: "EOF",
    end: "FIN",
  });
  assert.equal(
    wordsOf({ ...go, log: ["too late"] } as never, null).told,
    "write 200: ok; log: too late; it could know",
  );
  const whole = "write 200: ok; log clean; nothing to know: all of it arrived";
  assert.equal(wordsOf(answered as never, null).told, whole);
  const half = { ...answered, client: { ...answered.client, bytes: 100 } };
  assert.equal(wordsOf(half as never, null).told, "write 200: ok; log clean; it could not know");
  const calls = [
    { call: "write", n: 9, error: null, times: 3 },
    { call: "flush", error: "write tcp SERVER->CLIENT: i/o timeout", times: 1 },
  ];
  assert.deepEqual(wordsOf({ calls, kept: false, status: 200 }, null), {
    told: "write 9 ×3: ok, flush: i/o timeout",
    got: "status: 200",
    end: "is not kept",
  });
});

test("when a connection ended is told by what the handler did", async () => {
  const start = at(1, "handler.start", { method: "GET", target: "/" });
  const back = at(2, "handler.return", { error: null });
  const fin = at(3, "client.fin", {});
  const facts = { end: "fin" };
  const end = (...events: Unplaced[]): string => wordsOf(facts, recordingOf(...events)).end;
  assert.equal(end(fin, start, back), "FIN; before any handler ran");
  assert.equal(end(start, fin, back), "FIN; while the handler ran");
  assert.equal(end(start, back, fin), "FIN; after the handler returned");
  assert.equal(end(start, back, at(3, "client.close", { why: "done" }), fin), "FIN");
  assert.equal(wordsOf({}, recordingOf(start, back, fin)).end, "");
});
