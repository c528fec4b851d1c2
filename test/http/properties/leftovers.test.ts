/**
 * The next request begins where the body before it ends, whatever the handler did with that body. So requests on one
 * connection get the answers that each of them gets alone, as long as the connection lives; and no byte of a body is
 * ever the beginning of a request.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/bytes.ts";
import type { Handler } from "../../../lib/http/server/response_writer.ts";
import { bytes } from "../../bufio/ends.ts";
import { again, CutBench, use } from "../../fixtures/cut_bench.ts";
import { test } from "../../fixtures/harness.ts";
import { chunkedOnce, message, runs, smuggled } from "../../fixtures/messages.ts";

/** A small request that shows whether a connection goes on. */
const probe = "GET /probe HTTP/1.1\r\nHost: x\r\n\r\n";

const cuts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });

test("requests on one connection get the answers that they get alone", async () => {
  const { handler, targets } = noting(use);
  await new CutBench({ handler }).run(async (bench) => {
    const probed = await bench.answers(probe);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), cuts, async (messages, sizes) => {
        targets.length = 0;
        const alone: string[] = [];
        for (const { bytes, target, body } of messages) {
          const answer = await bench.answers(bytes);
          if (target.startsWith("/all/")) assert.ok(answer.includes(` <${body}> whole `), answer);
          alone.push(answer);
        }
        const wanted = messages.map(({ target }) => target);
        assert.deepEqual(targets.splice(0), wanted);
        const bytes = messages.map((m) => m.bytes).join("") + probe;
        for (const cut of [[], again(sizes)]) {
          assert.equal(await bench.answers(bytes, cut), alone.join("") + probed);
          assert.deepEqual(targets.splice(0), [...wanted, "/probe"]);
        }
      }),
      runs(100),
    );
  });
});

test("nothing behind a request that ends the connection is answered", async () => {
  const { handler, targets } = noting(use);
  await new CutBench({ handler }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 2 }), message, cuts, async (before, last, sizes) => {
        const closing = last.bytes.replace("Host: x\r\n", "Host: x\r\nConnection: close\r\n");
        const alone: string[] = [];
        for (const { bytes } of before) alone.push(await bench.answers(bytes));
        alone.push(await bench.answers(closing));
        targets.length = 0;
        const bytes = before.map((m) => m.bytes).join("") + closing + probe;
        assert.equal(await bench.answers(bytes, again(sizes)), alone.join(""));
        assert.deepEqual(
          targets,
          [...before, last].map(({ target }) => target),
        );
      }),
      runs(100),
    );
  });
});

test("nothing of a body is taken for a request, even if the connection ends before it was read", async () => {
  const { handler, targets } = noting(use);
  // Bodies around the 256 KB that are read for nobody, full of requests.
  const large = fc.record({
    target: fc
      .tuple(fc.constantFrom("all", "some", "nothing", "close"), fc.nat({ max: 1000 }))
      .map((parts) => `/${parts.join("/")}`),
    length: fc.constantFrom(1_000, 262_143, 262_144, 262_145, 264_000),
    isChunked: fc.boolean(),
    field: fc.constantFrom("", "", "Connection: close\r\n", "Expect: 100-continue\r\n"),
  });
  const ways = new Set<string>();
  await new CutBench({ handler }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(large, fc.option(message, { nil: null }), async (first, before) => {
        targets.length = 0;
        const sent = concatBytes([bytes(before?.bytes ?? ""), largeRequest(first), bytes(probe)]);
        const answers = await bench.answers(sent);
        const wanted = [...(before === null ? [] : [before.target]), first.target];
        const goesOn = targets.length > wanted.length;
        assert.deepEqual(targets, goesOn ? [...wanted, "/probe"] : wanted);
        assert.equal(answers.split("HTTP/1.1 200 OK\r\n").length - 1, targets.length);
        ways.add(`${first.target.split("/")[1]} ${goesOn}`);
      }),
      runs(60),
    );
  });
  for (const way of [
    "all true",
    "some true",
    "some false",
    "nothing false",
    "nothing true",
    "close true",
    "close false",
  ]) {
    assert.ok(ways.has(way), `${way}: ${[...ways]}`);
  }
});

/** A POST with a body that is full of requests. */
function largeRequest(of: { target: string; length: number; isChunked: boolean; field: string }): Uint8Array {
  const { target, length, isChunked, field } = of;
  const body = smuggled.repeat(Math.ceil(length / smuggled.length)).slice(0, length);
  const start = `POST ${target} HTTP/1.1\r\nHost: x\r\n${field}`;
  const framed = isChunked
    ? `Transfer-Encoding: chunked\r\n\r\n${chunkedOnce(body)}\r\n`
    : `Content-Length: ${length}\r\n\r\n${body}`;
  return new TextEncoder().encode(start + framed);
}

/** The same handler, and which targets it was called for. */
function noting(handler: Handler): { handler: Handler; targets: string[] } {
  const targets: string[] = [];
  return {
    targets,
    handler: async (w, r) => {
      targets.push(r.target);
      await handler(w, r);
    },
  };
}
