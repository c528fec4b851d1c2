/**
 * Advisories about what a server does to a client, and what a URL does to a request: the client of this library.
 */

import assert from "node:assert/strict";
import { VirtualClock } from "../../../../lib/clock.ts";
import { readAll } from "../../../../lib/http/body.ts";
import { Client } from "../../../../lib/http/client/client.ts";
import { pipeNetwork } from "../../../../lib/net/pipe.ts";
import { test } from "../../../fixtures/harness.ts";

/** Asks for a URL below a server that answers so. What came, and what the client had sent. */
async function get(reply: string, rest = ""): Promise<{ came: string; sent: string }> {
  const network = pipeNetwork(new VirtualClock(), { capacity: 1 << 24 });
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const client = new Client({ network });
  let came: string;
  let sent = "";
  const serving = (async () => {
    const conn = await accepted;
    const p = new Uint8Array(4096);
    sent = new TextDecoder().decode(p.subarray(0, (await conn.read(p)) ?? 0));
    await conn.write(Uint8Array.from(reply, (c) => c.charCodeAt(0)));
    await conn.closeWrite();
  })().catch(() => {});
  try {
    const res = await client.get(`http://127.0.0.1:${listener.addr.port}${rest}`);
    const { bytes, error } = await readAll(res.body);
    came = `${res.status} <${new TextDecoder().decode(bytes)}>${error === null ? "" : ` ${error.message}`}`;
    await res.body.close();
  } catch (err) {
    came = err instanceof Error ? err.message.replace(/^Get "[^"]*": /, "") : String(err);
  }
  listener.close();
  await Promise.all([serving, accepted.catch(() => {})]);
  return { came, sent: sent.replace(`:${listener.addr.port}`, "") };
}

const broken = (why: string): string => `net/http: HTTP/1.x transport connection broken: ${why}`;

test("CVE-2022-1705 (Go): the client takes no malformed Transfer-Encoding for chunked", async () => {
  const codings: [coding: string, came: string][] = [
    ["\rchunked", broken('malformed MIME header line: "Transfer-Encoding: \\rchunked"')],
    ["\x0bchunked", broken('malformed MIME header line: "Transfer-Encoding: \\vchunked"')],
    ["chunked, identity", broken('unsupported transfer encoding: "chunked, identity"')],
    ["identity", broken('unsupported transfer encoding: "identity"')],
    ["xchunked", broken('unsupported transfer encoding: "xchunked"')],
    ["chunked", "200 <hello>"],
    ["Chunked ", "200 <hello>"],
  ];
  for (const [coding, came] of codings) {
    const reply = `HTTP/1.1 200 OK\r\nTransfer-Encoding: ${coding}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`;
    assert.equal((await get(reply)).came, came, JSON.stringify(coding));
  }
});

test("CVE-2021-31525 (Go): a Connection of a million tokens exhausts no stack of the client either", async () => {
  for (const tokens of [",".repeat(1_000_000), "a,".repeat(500_000)]) {
    const reply = `HTTP/1.1 200 OK\r\nConnection: ${tokens}close\r\nContent-Length: 5\r\n\r\nhello`;
    assert.equal((await get(reply)).came, "200 <hello>");
  }
});

test("CVE-2023-39326 (Go): the client too reads chunks that are little but extension no further", async () => {
  const chunk = `1;${"a".repeat(100)}\r\nX\r\n`;
  const { came } = await get(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(1000)}0\r\n\r\n`,
  );
  assert.match(came, /^200 <X{190}> chunked encoding contains too much non-data$/);
});

test("CVE-2025-22871 (Go): the client too takes LF alone for no end of a chunk's line", async () => {
  const { came } = await get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n");
  assert.equal(came, "200 <> chunked line ends with bare LF");
});

test("CVE-2018-12116 (Node): no character of a URL turns into a line end of the request", async () => {
  const { sent } = await get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "/\u010d\u010aHost: evil");
  assert.equal(sent.split("\r\n")[0], "GET /%C4%8D%C4%8AHost:%20evil HTTP/1.1");
  assert.equal(sent.match(/Host:/g)?.length, 2, "one in the path, one field");
});

test("CVE-2023-29406 (Go): no URL puts a line of its own into the request", async () => {
  for (const rest of ["/ HTTP/1.1\r\nA: b", "/\r\nA: b\r\n\r\n", "/?\r\nA: b", "/%0d%0aA: b", "\r\nA: b"]) {
    const { sent } = await get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", rest);
    // Go refuses these URLs; here they are refused or sent as one line.
    assert.doesNotMatch(sent, /\nA: b/, JSON.stringify(rest));
    assert(
      sent === "" || /^GET [!-~]+ HTTP\/1\.1\r\nHost: 127\.0\.0\.1\r\n/.test(sent),
      JSON.stringify(sent),
    );
  }
});
