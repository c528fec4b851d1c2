/**
 * What must be true of lab 01's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";

export const claims: readonly Claim[] = [
  {
    text: "every w.write took all its bytes and reported no error",
    check: (rec) => {
      const asked = rec.all("handler.write").map((e) => e.bytes);
      const told = rec.all("handler.wrote").map((e) => (e.error === null ? e.n : e.error));
      return same(told, asked);
    },
  },
  {
    text: "the write deadline passed while the handler worked, and nobody was waiting for it",
    check: (rec) => {
      const passed = rec.first("deadline.pass");
      if (passed === undefined) return "no deadline passed";
      if (passed.blocked) return "a write was blocked";
      const woke = rec.first("handler.wake");
      return woke !== undefined && passed.seq < woke.seq ? null : "the handler was done before";
    },
  },
  {
    text: "nothing at all happened between the deadline and the handler's write",
    check: (rec) => {
      const next = rec.events[rec.first("deadline.pass")?.seq ?? 0];
      return next?.name === "handler.wake" ? null : `${next?.name} came next`;
    },
  },
  {
    text: "the socket was asked for the first time after the handler had returned, and refused with i/o timeout",
    check: (rec) => {
      const [wrote, ...more] = rec.all("rwc.wrote");
      if (wrote === undefined || more.length > 0)
        return `${rec.all("rwc.wrote").length} writes to the socket`;
      if (wrote.seq < (rec.first("handler.return")?.seq ?? Number.POSITIVE_INFINITY))
        return "it was asked before";
      return wrote.n === 0 && wrote.error?.endsWith(": i/o timeout") === true
        ? null
        : `it said ${wrote.error}`;
    },
  },
  {
    text: "the server closed the connection when the handler was done, and not when the deadline passed",
    check: (rec) => {
      const closed = rec.first("rwc.close");
      const done = rec.first("handler.return");
      if (closed === undefined || done === undefined) return "it was not closed";
      return closed.seq > done.seq ? null : `it was closed at ${closed.t} ms`;
    },
  },
  { text: "the server's log is empty", check: (rec) => same(rec.all("server.log"), []) },
  {
    text: 'the client got Get "http://…": EOF and not a byte',
    check: (rec) => {
      const result = rec.last("client.result");
      const said = `Get "http://${address(rec)}": EOF`;
      return result?.error === said && result.bytes === 0 && rec.first("client.read") === undefined
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
];

/** Where the server listened. */
function address(rec: Recording): string {
  return rec.first("server.listen")?.addr ?? "nowhere";
}

function same(seen: unknown, wanted: unknown): string | null {
  const text = JSON.stringify(seen);
  return text === JSON.stringify(wanted) ? null : `seen: ${text}`;
}
