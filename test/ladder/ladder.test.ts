import assert from "node:assert/strict";
import { drawLadder, type LadderOptions } from "../../lib/ladder/ladder.ts";
import { ascii, type Palette } from "../../lib/ladder/style.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { at, foreign, recordingOf } from "../fixtures/recordings.ts";

/** Draws what is below the heading. */
const draw = (recording: Recording, options: LadderOptions = {}): string[] =>
  [...drawLadder(recording, options)].slice(9);

const timeout = "write tcp 127.0.0.1:8800->127.0.0.1:55585: i/o timeout";

test("the heading names each lane above it", () => {
  assert.deepEqual(
    [...drawLadder(recordingOf())],
    [
      "           client",
      "           │ 6 rwc, the server's socket",
      "           │ │ 5 checkConnErrorWriter",
      "           │ │ │ 4 conn.bufw, 4096 bytes",
      "           │ │ │ │ 3 chunkWriter",
      "           │ │ │ │ │ 2 response.w, 2048 bytes",
      "           │ │ │ │ │ │ 1 handler",
      "           │ │ │ │ │ │ │ deadline",
      "           │ │ │ │ │ │ │ │ server",
    ],
  );
});

test("what moves has an arrow, to the left and to the right, over the lanes between", () => {
  const moves = recordingOf(
    at(0, "client.dial", { addr: "127.0.0.1:8800" }),
    at(0, "client.write", { bytes: 18, data: btoa("GET / HTTP/1.1\r\n\r\n") }),
    at(0, "handler.write", { bytes: 200 }),
    at(0, "rwc.wrote", { n: 200, error: null, late: null }),
  );
  assert.deepEqual(draw(moves), [
    "   0.000 s ●───────────────▶ dial 127.0.0.1:8800",
    "           ●─▶ │ │ │ │ │ │ │ sends 18 bytes: GET / HTTP/1.1",
    "           │ │ │ │ │ ◀─● │ │ w.write(200)",
    "           ◀─● │ │ │ │ │ │ │ the kernel takes 200",
  ]);
  assert.deepEqual(draw(moves, { symbols: ascii }), [
    "   0.000 s o---------------> dial 127.0.0.1:8800",
    "           o-> | | | | | | | sends 18 bytes: GET / HTTP/1.1",
    "           | | | | | <-o | | w.write(200)",
    "           <-o | | | | | | | the kernel takes 200",
  ]);
});

test("a time stands where it is new, and a gap in it has a row", () => {
  const waits = recordingOf(
    at(0, "handler.sleep", { ms: 500 }),
    at(0.4, "server.state", { state: "active" }),
    at(99, "deadline.set", { which: "write", after: 400 }),
    at(500, "handler.wake", {}),
    at(500.4, "handler.return", { error: null }),
    at(3_600_000, "rwc.fin", {}),
  );
  assert.deepEqual(draw(waits), [
    "   0.000 s │ │ │ │ │ │ ● │ │ works for 500 ms",
    "   0.099 s │ │ │ │ │ │ │ ● │ write deadline armed: 400 ms from now",
    "           ┆ ┆ ┆ ┆ ┆ ┆ ┆ ┆ ┆ 401 ms pass",
    "   0.500 s │ │ │ │ │ │ ● │ │ work is done",
    "           │ │ │ │ │ │ ● │ │ handler returns",
    "           ┆ ┆ ┆ ┆ ┆ ┆ ┆ ┆ ┆ 3599.5 s pass",
    "3600.000 s │ ● │ │ │ │ │ │ │ the client's FIN is read",
  ]);
});

/** An error whose text is longer than the line, and a note below it. */
const failing = recordingOf(at(60_000, "rwc.wrote", { n: 0, error: timeout, late: 50_000 }));
const noteOn = (): string => "The first time that anybody asks the socket since the deadline passed.";

test("in 80 columns a text and its note are wrapped", () => {
  assert.deepEqual(draw(failing, { noteOn }), [
    "  60.000 s │ ✗ │ │ │ │ │ │ │ write tcp 127.0.0.1:8800->127.0.0.1:55585: i/o",
    "           │ │ │ │ │ │ │ │ │   timeout (passed 50 s ago)",
    "           │ │ │ │ │ │ │ │ │   The first time that anybody asks the socket since",
    "           │ │ │ │ │ │ │ │ │   the deadline passed.",
  ]);
});

test("in 120 columns they stand in a line each; so do the same symbols in ASCII", () => {
  assert.deepEqual(draw(failing, { noteOn, width: 120, symbols: ascii }), [
    "  60.000 s | x | | | | | | | write tcp 127.0.0.1:8800->127.0.0.1:55585: i/o timeout (passed 50 s ago)",
    "           | | | | | | | | |   The first time that anybody asks the socket since the deadline passed.",
  ]);
});

test("a word longer than a line fills it, and no more than it", () => {
  const long = recordingOf(at(0, "handler.start", { method: "GET", target: `/${"x".repeat(150)}` }));
  assert.deepEqual(draw(long), [
    "   0.000 s │ │ │ │ │ │ ● │ │ handler starts: GET",
    `           │ │ │ │ │ │ │ │ │   /${"x".repeat(48)}`,
    `           │ │ │ │ │ │ │ │ │   ${"x".repeat(49)}`,
    `           │ │ │ │ │ │ │ │ │   ${"x".repeat(49)}`,
    `           │ │ │ │ │ │ │ │ │   ${"x".repeat(4)}`,
  ]);
});

test("on a terminal that is too narrow, the text keeps 24 columns", () => {
  assert.deepEqual(draw(recordingOf(at(0, "rwc.fin", {})), { width: 20 }), [
    "   0.000 s │ ● │ │ │ │ │ │ │ the client's FIN is read",
  ]);
});

test("what repeats is said once, with how often; what is not drawn does not count", () => {
  const writes = Array.from({ length: 1000 }, () => [
    at(0, "handler.write", { bytes: 1 }),
    at(0, "server.state", { state: "active" }),
    at(0, "handler.wrote", { n: 0, error: timeout }),
  ]);
  assert.deepEqual(draw(recordingOf(...writes.flat()), { width: 120 }), [
    "   0.000 s │ │ │ │ │ ◀─● │ │ w.write(1)",
    `           │ │ │ │ │ │ ✗ │ │ w.write = 0, error: ${timeout}`,
    "           ⋮ ⋮ ⋮ ⋮ ⋮ ⋮ ⋮ ⋮ ⋮ the same 2, 998 times more",
    "           │ │ │ │ │ ◀─● │ │ w.write(1)",
    `           │ │ │ │ │ │ ✗ │ │ w.write = 0, error: ${timeout}`,
  ]);
  const flushes = Array.from({ length: 5 }, () => at(0, "handler.flush", {}));
  assert.equal(
    draw(recordingOf(...flushes), { symbols: ascii })[1],
    "           : : : : : : : : : the same, 3 times more",
  );
});

test("colours mark the words, what went well, what went wrong and what is quiet; without them it is the same text", () => {
  const mark =
    (name: string) =>
    (text: string): string =>
      `<${name}>${text}</${name}>`;
  const palette: Palette = {
    dim: mark("dim"),
    bold: mark("bold"),
    bad: mark("bad"),
    good: mark("good"),
    accent: mark("time"),
  };
  const some = recordingOf(
    at(0, "server.listen", { addr: "127.0.0.1:1" }),
    at(0, "handler.wrote", { n: 1, error: null }),
    at(200, "rwc.error", { error: "read: reset" }),
  );
  const options = { symbols: ascii, noteOn: (e: { t: number }) => (e.t === 200 ? "so" : undefined) };
  const coloured = [...drawLadder(some, { ...options, palette })];
  assert.equal(coloured[1], "           <dim>| </dim><bold>6 rwc, the server's socket</bold>");
  const lane = "<dim>|</dim> ";
  assert.deepEqual(coloured.slice(9), [
    `<time>   0.000 s</time> ${lane.repeat(8)}o <dim>listens on 127.0.0.1:1</dim>`,
    `<time>          </time> ${lane.repeat(6)}<good>o</good> ${lane.repeat(2)}<good>w.write = 1, no error</good>`,
    `           <dim>${": ".repeat(9)}200 ms pass</dim>`,
    `<time>   0.200 s</time> ${lane}<bad>x</bad> ${lane.repeat(7)}<bad>read: reset</bad>`,
    `           <dim>${"| ".repeat(9)}</dim>  <dim>so</dim>`,
  ]);
  const bare = coloured.map((line) => line.replace(/<[^ >]+>/g, ""));
  assert.deepEqual(bare, [...drawLadder(some, options)]);
});

test("an event that this version does not know is its bare name", () => {
  const newer = recordingOf(
    foreign(0, "server.hijack", { by: "a newer eoflab" }),
    foreign(0, "handler.toString", {}),
    foreign(0, "handler.constructor", {}),
  );
  assert.deepEqual(draw(newer), [
    "   0.000 s │ │ │ │ │ │ │ │ ● server.hijack",
    "           │ │ │ │ │ │ ● │ │ handler.toString",
    "           │ │ │ │ │ │ ● │ │ handler.constructor",
  ]);
});

test("an event whose facts are missing or make no sense is its bare name", () => {
  const damaged = recordingOf(
    foreign(0, "client.read", { bytes: 3, data: "no base64!" }),
    foreign(0, "client.read", { bytes: 3, data: 7 }),
    foreign(0, "conn.bufw.fill", { bytes: 1, buffered: 40, available: -39 }),
    foreign(0, "server.dropped", { error: null }),
    foreign(0, "handler.write", {}),
  );
  assert.deepEqual(draw(damaged), [
    "   0.000 s ● │ │ │ │ │ │ │ │ client.read",
    "           ● │ │ │ │ │ │ │ │ client.read",
    "           │ │ │ ● │ │ │ │ │ conn.bufw.fill",
    "           │ │ │ │ │ │ │ │ ● server.dropped",
    "           │ │ │ │ │ │ ● │ │ handler.write",
  ]);
});

test("text of a peer or of a file cannot steer the terminal, and stays in its line", () => {
  const hostile = recordingOf(
    at(0, "server.log", { line: "panic: no\n\tat handler" }),
    at(0, "server.request", { method: "GET", target: "/\u001b[2J\u009b\u202e", proto: "HTTP/1.1" }),
    at(0, "client.read", { bytes: 9, data: btoa("\u001b[31mHTTP\r\nmore") }),
    foreign(0, "server.\u001b[2J", {}),
  );
  assert.deepEqual(draw(hostile), [
    "   0.000 s │ │ │ │ │ │ │ │ ✗ log: panic: no at handler",
    "           │ │ │ │ │ │ │ │ ● request: GET /.[2J.. HTTP/1.1",
    "           ● │ │ │ │ │ │ │ │ 9 bytes arrive: .[31mHTTP",
    "           │ │ │ │ │ │ │ │ ● server..[2J",
  ]);
});
