import assert from "node:assert/strict";
import fc from "fast-check";
import { drawLadder } from "../../lib/ladder/ladder.ts";
import { ascii } from "../../lib/ladder/style.ts";
import { lanes } from "../../lib/trace/events.ts";
import { test } from "../fixtures/harness.ts";
import { foreign, recordingOf } from "../fixtures/recordings.ts";

/** Every name that an event has in this version, and which facts. */
const known: Readonly<Record<string, readonly string[]>> = {
  "client.dial": ["addr"],
  "client.connected": ["addr"],
  "client.gotConn": ["reused"],
  "client.write": ["bytes", "data"],
  "client.read": ["bytes", "data"],
  "client.response": ["status", "contentLength"],
  "client.body": ["bytes", "whole", "error"],
  "client.trailer": ["field", "value"],
  "client.fin": [],
  "client.error": ["op", "error"],
  "client.putIdleConn": [],
  "client.closeWrite": [],
  "client.close": ["why"],
  "client.result": ["status", "bytes", "sha256", "error"],
  "server.listen": ["addr"],
  "server.accept": ["addr"],
  "server.request": ["method", "target", "proto"],
  "server.shutdown": ["how"],
  "server.down": ["error"],
  "server.dropped": ["error"],
  "server.linger": ["ms"],
  "server.log": ["line"],
  "deadline.set": ["which", "after"],
  "deadline.clear": ["which"],
  "deadline.pass": ["which", "blocked"],
  "handler.start": ["method", "target"],
  "handler.sleep": ["ms"],
  "handler.wake": [],
  "handler.compute": ["ms"],
  "handler.computed": [],
  "handler.abort": [],
  "handler.write": ["bytes"],
  "handler.wrote": ["n", "error"],
  "handler.flush": [],
  "handler.flushed": ["error"],
  "handler.log": ["line"],
  "handler.return": ["error"],
  "response.w.fill": ["bytes", "buffered", "available"],
  "response.w.flush": ["bytes"],
  "chunkWriter.header": ["status", "bytes", "framing", "contentLength"],
  "chunkWriter.write": ["bytes", "chunked"],
  "chunkWriter.close": [],
  "conn.bufw.fill": ["bytes", "buffered", "available"],
  "conn.bufw.flush": ["bytes"],
  "checkConnErrorWriter.error": ["error"],
  "wire.packet": ["number", "time", "from", "protocol", "length", "info"],
  "rwc.read": ["bytes"],
  "rwc.fin": [],
  "rwc.write": ["bytes"],
  "rwc.wrote": ["n", "error", "late"],
  "rwc.error": ["error"],
  "rwc.closeWrite": [],
  "rwc.close": [],
};

const names = fc.oneof(
  fc.constantFrom(...Object.keys(known)),
  fc.tuple(fc.constantFrom(...lanes), fc.string()).map(([lane, kind]) => `${lane}.${kind}`),
);
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom(null, 0, -1, 1e300, "", "AAAA", "=", "write", "chunked"),
);
const facts = fc.dictionary(fc.constantFrom(...new Set(Object.values(known).flat())), values);

test("no recording makes the ladder throw, whatever its events are called and tell", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(names, facts), { maxLength: 10 }), (events) => {
      const recording = recordingOf(...events.map(([name, told]) => foreign(0, name, told)));
      for (const line of drawLadder(recording)) assert.doesNotMatch(line, /[\p{Cc}]/u);
    }),
    { numRuns: 1000 },
  );
});

test("an event never says undefined: without its facts it is its bare name", () => {
  for (const [name, wanted] of Object.entries(known)) {
    const [line = ""] = [...drawLadder(recordingOf(foreign(0, name, {})))].slice(9);
    assert.doesNotMatch(line, /undefined|NaN|null/, name);
    const unused = name === "checkConnErrorWriter.error";
    if (wanted.length > 0 && !unused) assert.ok(line.endsWith(` ${name}`), line);
  }
});

test("drawLadder() with ASCII symbols has nothing else in it, a packet's words included", () => {
  const info = "50000 → 8800 [SYN] Seq=0";
  const packet = { number: 1, time: 0, from: "client", protocol: "TCP", length: 74, info };
  const recording = recordingOf(foreign(0, "wire.packet", packet));
  const text = [...drawLadder(recording, { symbols: ascii })].join("\n");
  assert.match(text, /50000 -> 8800 \[SYN\]/);
  assert.match(text, /^[\n -~]*$/);
});
