import assert from "node:assert/strict";
import { outcomeOf } from "../../lib/lab/outcome.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf, type Unplaced } from "../fixtures/recordings.ts";

const server = "127.0.0.1:8800";
const client = "127.0.0.1:55585";
const timeout = `write tcp ${server}->${client}: i/o timeout`;

/** What every run with a connection begins with. */
const connected = [
  at(0, "server.listen", { addr: server }),
  at(0, "client.dial", { addr: server }),
  at(0, "client.connected", { addr: client }),
];

const read = (text: string): Unplaced => at(1, "client.read", { bytes: text.length, data: btoa(text) });
const wrote = (n: number, error: string | null = null): Unplaced => at(1, "handler.wrote", { n, error });
const flushed = (error: string | null = null): Unplaced => at(1, "handler.flushed", { error });
const fin = at(2, "client.fin", {});
const close = at(3, "client.close", { why: "" });

test("of a run in which nothing happened nothing came", () => {
  assert.deepEqual(outcomeOf(recordingOf()), {
    calls: [],
    client: { status: null, bytes: 0, error: null },
    header: null,
    sha256: null,
    end: "open",
    log: [],
  });
});

test("what the client got is its last result", () => {
  const recording = recordingOf(
    at(1, "client.result", { status: null, bytes: 0, sha256: null, error: "EOF" }),
    at(2, "client.result", { status: 200, bytes: 5, sha256: "ab12", error: "unexpected EOF" }),
  );
  const outcome = outcomeOf(recording);
  assert.deepEqual(outcome.client, { status: 200, bytes: 5, error: "unexpected EOF" });
  assert.equal(outcome.sha256, "ab12");
});

test("calls in a row that came to the same are one, with how often", () => {
  const recording = recordingOf(
    wrote(1),
    at(1, "handler.write", { bytes: 1 }),
    wrote(1),
    wrote(2),
    wrote(1),
    wrote(0, "x"),
    wrote(0, "x"),
    wrote(0, "y"),
    flushed(),
    flushed(),
    flushed("y"),
    wrote(0, "y"),
  );
  assert.deepEqual(outcomeOf(recording).calls, [
    { call: "write", n: 1, error: null, times: 2 },
    { call: "write", n: 2, error: null, times: 1 },
    { call: "write", n: 1, error: null, times: 1 },
    { call: "write", n: 0, error: "x", times: 2 },
    { call: "write", n: 0, error: "y", times: 1 },
    { call: "flush", error: null, times: 2 },
    { call: "flush", error: "y", times: 1 },
    { call: "write", n: 0, error: "y", times: 1 },
  ]);
});

test("addresses are SERVER and CLIENT, wherever they stand", () => {
  const recording = recordingOf(
    ...connected,
    wrote(0, timeout),
    flushed(timeout),
    at(2, "server.log", { line: `http: panic serving ${client}: ${server} ${server}` }),
    at(2, "client.result", { status: null, bytes: 0, sha256: null, error: `Get "http://${server}": EOF` }),
  );
  const outcome = outcomeOf(recording);
  const named = "write tcp SERVER->CLIENT: i/o timeout";
  assert.deepEqual(outcome.calls, [
    { call: "write", n: 0, error: named, times: 1 },
    { call: "flush", error: named, times: 1 },
  ]);
  assert.deepEqual(outcome.log, ["http: panic serving CLIENT: SERVER SERVER"]);
  assert.equal(outcome.client.error, 'Get "http://SERVER": EOF');
});

test("a port that begins as another one does is not mistaken for it", () => {
  const recording = recordingOf(
    at(0, "server.listen", { addr: "127.0.0.1:4000" }),
    at(0, "client.connected", { addr: "127.0.0.1:40001" }),
    wrote(0, "write tcp 127.0.0.1:4000->127.0.0.1:40001: i/o timeout"),
  );
  assert.equal(outcomeOf(recording).calls[0]?.error, "write tcp SERVER->CLIENT: i/o timeout");
});

test("the header is what was on the wire up to the empty line, from however many reads, with a date of its own", () => {
  const header = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:01:00 GMT\r\nContent-Length: 2\r\n\r\n";
  const wanted = header.replace("Thu, 01 Jan 2026 00:01:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT");
  const body = "Date: today\r\n\r\n";
  for (const pieces of [[header + body], [header, body], [...(header + body)]]) {
    assert.equal(outcomeOf(recordingOf(...pieces.map(read))).header, wanted);
  }
});

test("a header without a date stays as it is, and one that was cut is none", () => {
  const header = "HTTP/1.1 204 No Content\r\nX-Date: now\r\n\r\n";
  assert.equal(outcomeOf(recordingOf(read(header))).header, header);
  assert.equal(outcomeOf(recordingOf(read(header.slice(0, -1)))).header, null);
});

test("the connection ended with FIN, with RST, or it did not: by what came before the client closed it", () => {
  const reset = (op: "read" | "write"): Unplaced =>
    at(2, "client.error", { op, error: `${op} tcp ${client}->${server}: ${op}: connection reset by peer` });
  const ours = at(4, "client.error", { op: "read", error: "use of closed network connection" });
  assert.equal(outcomeOf(recordingOf(...connected, fin, close)).end, "fin");
  assert.equal(outcomeOf(recordingOf(...connected, reset("read"), close)).end, "rst");
  assert.equal(outcomeOf(recordingOf(...connected, reset("write"), close)).end, "rst");
  assert.equal(outcomeOf(recordingOf(...connected, close, ours)).end, "open");
  assert.equal(outcomeOf(recordingOf(...connected, close, fin)).end, "open");
  assert.equal(outcomeOf(recordingOf(...connected, ours, fin)).end, "fin");
  assert.equal(outcomeOf(recordingOf(...connected)).end, "open");
});
