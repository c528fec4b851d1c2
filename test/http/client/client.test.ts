import assert from "node:assert/strict";
import { VirtualClock } from "../../../lib/clock.ts";
import { EoflabError } from "../../../lib/errors.ts";
import { readAll } from "../../../lib/http/body.ts";
import { Client } from "../../../lib/http/client/client.ts";
import { RawClient } from "../../../lib/http/client/raw_client.ts";
import { UrlError } from "../../../lib/http/client/url_error.ts";
import { formatAddr } from "../../../lib/net/conn.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import { test } from "../../fixtures/harness.ts";

/** What a client got of a server that reads once, sends some bytes, and ends the connection. */
async function exchange(
  bytes: string,
  end: "fin" | "rst" = "fin",
): Promise<{ request: string; got: string; error: string | null; code: string | null }> {
  const network = pipeNetwork(new VirtualClock());
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  let request = "";
  const serving = (async () => {
    const conn = await listener.accept();
    const p = new Uint8Array(4096);
    request = String.fromCharCode(...p.subarray(0, (await conn.read(p)) ?? 0));
    if (bytes !== "") await conn.write(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
    if (end === "rst") conn.reset();
    else conn.close();
  })();
  const addr = formatAddr(listener.addr);
  const named = (text: string): string =>
    text.replaceAll(addr, "SERVER").replace(/127\.0\.0\.1:\d+/g, "CLIENT");
  try {
    const response = await new Client({ network }).get(`http://${addr}`);
    const body = await readAll(response.body);
    await response.body.close();
    const { error } = body;
    const got = `${response.statusLine} ${JSON.stringify(String.fromCharCode(...body.bytes))}`;
    return { request, got, error: error === null ? null : named(error.message), code: error?.code ?? null };
  } catch (err) {
    assert(err instanceof UrlError);
    return { request, got: "", error: named(err.message), code: err.code };
  } finally {
    await serving;
    listener.close();
  }
}

test("the request has its fields in Go's order", async () => {
  const { request } = await exchange("");
  assert.match(
    request,
    /^GET \/ HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nUser-Agent: eoflab-http-client\/1\.1\r\nAccept-Encoding: gzip\r\n\r\n$/,
  );
});

// What the client of Go 1.26.8 said to the same bytes, tried by hand.
const broken = 'Get "http://SERVER": net/http: HTTP/1.x transport connection broken:';
const answers: [bytes: string, got: string, error: string | null][] = [
  ["", "", 'Get "http://SERVER": EOF'],
  ["HTTP/1.1 200 O", "", `${broken} unexpected EOF`],
  ["hello\r\n\r\n", "", `${broken} malformed HTTP response "hello"`],
  ["HTTP/1.1 200 OK\r\nContent-Le", "", `${broken} malformed MIME header: missing colon: "Content-Le"`],
  [
    "HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
    "",
    `${broken} malformed MIME header: missing colon: "bad header"`,
  ],
  ["HTTP/1.1 abc OK\r\n\r\n", "", `${broken} malformed HTTP status code "abc"`],
  ["HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\na", "", `${broken} bad Content-Length "x"`],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
    "",
    `${broken} unsupported transfer encoding: "gzip"`,
  ],
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", '200 OK "abc"', "unexpected EOF"],
  ["HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd", '200 OK "abc"', null],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", '200 OK "ab"', "unexpected EOF"],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", '200 OK "ab"', "unexpected EOF"],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
    '200 OK "ab"',
    "http: unexpected EOF reading trailer",
  ],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    '200 OK ""',
    "invalid byte in chunk length",
  ],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\nT: 1\r\n\r\n",
    '200 OK "ab"',
    null,
  ],
  ["HTTP/1.0 200 OK\r\n\r\nabc", '200 OK "abc"', null],
  ["HTTP/1.1 204 No Content\r\n\r\n", '204 No Content ""', null],
  ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", '200 OK "a"', null],
  ["HTTP/1.1 200\r\n\r\nab", '200 "ab"', null],
];

for (const [bytes, got, error] of answers) {
  test(`the answer ${JSON.stringify(bytes)} gives ${got === "" ? "" : `${got}, `}${error ?? "no error"}`, async () => {
    const result = await exchange(bytes);
    assert.deepEqual({ got: result.got, error: result.error }, { got, error });
  });
}

test("an RST in the place of an answer is told as such, with both addresses", async () => {
  const { error, code } = await exchange("", "rst");
  assert.equal(error, 'Get "http://SERVER": read tcp CLIENT->SERVER: read: connection reset by peer');
  assert.equal(code, "ECONNRESET");
});

test("nobody listening is told in Go's words", async () => {
  const network = pipeNetwork(new VirtualClock());
  const error = await new Client({ network }).get("http://127.0.0.1:9").catch((err: unknown) => err);
  assert(error instanceof UrlError);
  assert.equal(error.message, 'Get "http://127.0.0.1:9": dial tcp 127.0.0.1:9: connect: connection refused');
  assert.equal(error.code, "ECONNREFUSED");
});

test("what is no http URL is refused, in Go's words", async () => {
  const client = new Client({ network: pipeNetwork(new VirtualClock()) });
  const refused: [url: string, message: string][] = [
    ["", 'Get "": unsupported protocol scheme ""'],
    ["127.0.0.1:8800", 'parse "127.0.0.1:8800": first path segment in URL cannot contain colon'],
    ["https://127.0.0.1", 'Get "https://127.0.0.1": unsupported protocol scheme "https"'],
    ["http://", 'Get "http:": http: no Host in request URL'],
  ];
  for (const [url, message] of refused) {
    const error = await client.get(url).catch((err: unknown) => err);
    assert(error instanceof EoflabError, url);
    assert.equal(error.message, message);
  }
});

test("the byte-level client sends what it is told, and says how the connection ended", async () => {
  const network = pipeNetwork(new VirtualClock());
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  for (const end of ["fin", "rst"] as const) {
    const client = await RawClient.dial(network, listener.addr);
    const conn = await listener.accept();
    await client.send("\x00\xff");
    const p = new Uint8Array(8);
    assert.equal(await conn.read(p), 2);
    assert.deepEqual([...p.subarray(0, 2)], [0, 255]);
    await conn.write(Uint8Array.of(1, 2));
    assert.deepEqual(await client.receive(), Uint8Array.of(1, 2));
    if (end === "rst") conn.reset();
    else conn.close();
    const ended = await client.receiveAll();
    assert.equal(ended.end, end);
    client.close();
  }
  listener.close();
});
