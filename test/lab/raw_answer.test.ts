/** What a client of bytes reads as answers. */

import assert from "node:assert/strict";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import { BufioReader } from "../../lib/mod.ts";
import { test } from "../fixtures/harness.ts";

/** The bytes, and then the end. */
function reader(text: string): BufioReader {
  let rest = new TextEncoder().encode(text);
  return new BufioReader({
    read: async (p) => {
      if (rest.length === 0) return null;
      const part = rest.subarray(0, p.length);
      p.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
  });
}

test("readAnswer() reads one answer after the other, each to its own end", async () => {
  const br = reader("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 400 Bad Request\r\n\r\nno");
  const [first, second, third] = [await readAnswer(br), await readAnswer(br), await readAnswer(br)];
  assert.deepEqual([first.status, new TextDecoder().decode(first.body), first.error], [200, "hi", null]);
  assert.deepEqual([second.status, new TextDecoder().decode(second.body), second.error], [400, "no", null]);
  assert.deepEqual([third.status, third.body.length, third.error?.message], [null, 0, "unexpected EOF"]);
});

test("readAnswer() tells an answer that is cut from one that is whole", async () => {
  const { status, error } = await readAnswer(reader("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"));
  assert.deepEqual([status, error?.message], [200, "unexpected EOF"]);
});
