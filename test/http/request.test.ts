import assert from "node:assert/strict";
import { Reader } from "../../lib/bufio/mod.ts";
import { EoflabError } from "../../lib/errors.ts";
import { noBody, readAll } from "../../lib/http/body.ts";
import { Header } from "../../lib/http/header.ts";
import {
  fixPragmaCacheControl,
  type IncomingRequest,
  isBadRequest,
  parseHttpVersion,
  RefusedRequest,
  readRequest,
} from "../../lib/http/request.ts";
import type { Reader as IoReader } from "../../lib/io.ts";
import { PiecesReader, text, timeout } from "../bufio/ends.ts";
import { CountingReader } from "../fixtures/counting_reader.ts";
import { test } from "../fixtures/harness.ts";

test("a request has a line, fields and a body", async () => {
  const bytes =
    "POST /a%20b?q=1 HTTP/1.1\r\nhost: example.com:80\r\nContent-Length: 5\r\nX-a: 1\r\nx-A: 2\r\n\r\nhellonext";
  const { br, request } = await read(bytes);
  assert.deepEqual(
    [request.method, request.target, request.proto, request.protoMajor, request.protoMinor, request.host],
    ["POST", "/a%20b?q=1", "HTTP/1.1", 1, 1, "example.com:80"],
  );
  assert.deepEqual([request.url.path, request.url.rawQuery], ["/a b", "q=1"]);
  assert.deepEqual(fieldsOf(request), { "Content-Length": ["5"], "X-A": ["1", "2"] });
  assert.deepEqual(
    [
      request.contentLength,
      request.transferEncoding,
      request.trailer.size,
      request.close,
      request.isH2Preface,
    ],
    [5, [], 0, false, false],
  );
  assert.equal(text((await readAll(request.body)).bytes), "hello");
  assert.equal(text(br.peekBuffered()), "next");
});

test("a request without a length has no body", async () => {
  const { br, request } = await read("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n");
  assert.equal(request.body, noBody);
  assert.equal(request.contentLength, 0);
  assert.equal(text(br.peekBuffered()), "GET / HTTP/1.1\r\n");
});

test("a chunked request has no length, and its trailers when the body has been read", async () => {
  const { br, request } = await read(
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nTrailer: A, B\r\n\r\n" +
      "5\r\nhello\r\n0\r\nA: 1\r\nC: 2\r\n\r\nnext",
  );
  assert.deepEqual([request.contentLength, request.transferEncoding], [-1, ["chunked"]]);
  assert.deepEqual(fieldsOf(request), {});
  assert.deepEqual(plain(request.trailer), { A: [], B: [] });
  assert.equal(text((await readAll(request.body)).bytes), "hello");
  assert.deepEqual(plain(request.trailer), { A: ["1"], B: [], C: ["2"] });
  assert.equal(text(br.peekBuffered()), "next");
});

test("lines may end with LF alone", async () => {
  const { request } = await read("GET / HTTP/1.1\nHost: x\nA: 1\n\n");
  assert.deepEqual([request.proto, request.host, fieldsOf(request)], ["HTTP/1.1", "x", { A: ["1"] }]);
});

test("a line that has no two blanks is no request line", async () => {
  for (const line of ["", "GET", "GET ", "GET /", "GET/HTTP/1.1", "\x16\x03\x01", "GET\t/\tHTTP/1.1"]) {
    await refuses(`${line}\r\nHost: x\r\n\r\n`, `malformed HTTP request ${quoted(line)}`);
  }
});

test("the first two blanks divide the line", async () => {
  await refuses("GET / a HTTP/1.1\r\n\r\n", 'malformed HTTP version "a HTTP/1.1"');
  await refuses("GET  / HTTP/1.1\r\n\r\n", 'malformed HTTP version "/ HTTP/1.1"');
  await refuses(" GET / HTTP/1.1\r\n\r\n", 'invalid method ""');
  await refuses("GET / HTTP/1.1 \r\n\r\n", 'malformed HTTP version "HTTP/1.1 "');
  await refuses("GET /  HTTP/1.1\r\n\r\n", 'malformed HTTP version " HTTP/1.1"');
});

test("a method is a token, in any letters", async () => {
  for (const method of ["get", "FOO", "M-SEARCH", "!#$%&'*+.^_`|~", "0", "PRI"]) {
    assert.equal((await read(`${method} / HTTP/1.1\r\nHost: x\r\n\r\n`)).request.method, method);
  }
  for (const method of ["G@T", "GET:", "G\tT", "(", '"', "\0", "G\x7fT"]) {
    await refuses(`${method} / HTTP/1.1\r\nHost: x\r\n\r\n`, `invalid method ${quoted(method)}`);
  }
  await refuses("G\xc3\x89T / HTTP/1.1\r\n\r\n", 'invalid method "GÉT"');
  await refuses("G\xffT / HTTP/1.1\r\n\r\n", 'invalid method "G\\xffT"');
});

test("a version is HTTP/ and two digits", async () => {
  for (const proto of [
    "HTTP",
    "http/1.1",
    "HTTP/1",
    "HTTP/1.",
    "HTTP/.1",
    "HTTP/11",
    "HTTP/1.10",
    "HTTP/01.1",
    "HTTP/1,1",
    "HTTP/+1.1",
    "HTTP/1.1\r",
    "HTTPS/1.1",
    "HTTP/1.\xb2",
    "",
  ]) {
    assert.equal(parseHttpVersion(proto), null);
    const shown = proto === "HTTP/1.\xb2" ? '"HTTP/1.\\xb2"' : quoted(proto);
    await refuses(`GET / ${proto}\r\nHost: x\r\n\r\n`, `malformed HTTP version ${shown}`);
  }
  assert.deepEqual(parseHttpVersion("HTTP/0.9"), [0, 9]);
  assert.deepEqual(parseHttpVersion("HTTP/1.1"), [1, 1]);
  assert.deepEqual(parseHttpVersion("HTTP/9.0"), [9, 0]);
});

test("only HTTP/1 is spoken, and that is said once the header is read", async () => {
  for (const proto of ["HTTP/0.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"]) {
    await refuses(`GET / ${proto}\r\nHost: x\r\n\r\n`, "unsupported protocol version", 505);
    await refuses(`GET / ${proto}\r\n\r\n`, "unsupported protocol version", 505);
    await refuses(`GET / ${proto}\r\nA\r\n\r\n`, 'malformed MIME header: missing colon: "A"');
  }
  for (const proto of ["HTTP/1.0", "HTTP/1.2", "HTTP/1.9"]) {
    assert.equal((await read(`GET / ${proto}\r\nHost: x\r\n\r\n`)).request.proto, proto);
  }
});

test("the preface of HTTP/2 is passed on; it has a body that nobody knows, and ends the connection", async () => {
  const { br, request } = await read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  assert.deepEqual(
    [request.isH2Preface, request.method, request.target, request.host, request.contentLength, request.close],
    [true, "PRI", "*", "", -1, true],
  );
  assert.equal(request.body, noBody);
  assert.equal(text(br.peekBuffered()), "SM\r\n\r\n");
  // With a field it is a request of HTTP/2 that looks like the preface; Go lets it pass if it has a Host.
  await refuses("PRI * HTTP/2.0\r\nA: 1\r\n\r\n", "missing required Host header", 400);
  assert.equal((await read("PRI * HTTP/2.0\r\nHost: x\r\n\r\n")).request.isH2Preface, false);
  await refuses("PRI / HTTP/2.0\r\n\r\n", "unsupported protocol version", 505);
  await refuses("PRI * HTTP/1.1\r\n\r\n", "missing required Host header", 400);
});

test("a target is a path, a URL, or an asterisk", async () => {
  for (const [target, host, path, requestUri] of [
    ["/", "field", "/", "/"],
    ["//a//b", "field", "//a//b", "//a//b"],
    ["*", "field", "*", "*"],
    ["/%41%2f?%zz#x", "field", "/A/", "/%41%2f?%zz#x"],
    ["http://h:1/p?q", "h:1", "/p", "/p?q"],
    ["HTTP://u:p@h", "h", "", "/"],
    ["http://[::1]:80/", "[::1]:80", "/", "/"],
    ["mailto:you", "field", "", "you"],
    ["http:///p", "field", "/p", "/p"],
    ["/\xff", "field", "/\udcff", "/%FF"],
    ["/\xc3\xa9", "field", "/é", "/%C3%A9"],
  ] as const) {
    const { request } = await read(`GET ${target} HTTP/1.1\r\nHost: field\r\n\r\n`);
    const got = [request.host, request.url.path, request.url.requestUri()];
    assert.deepEqual(got, [host, path, requestUri], target);
  }
  assert.equal((await read("GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n")).request.target, "/\udcff");
});

test("a target that is none is refused", async () => {
  for (const [target, message] of [
    ["", 'parse "": empty url'],
    ["x", 'parse "x": invalid URI for request'],
    ["?q", 'parse "?q": invalid URI for request'],
    [":80", 'parse ":80": missing protocol scheme'],
    ["/%zz", 'parse "/%zz": invalid URL escape "%zz"'],
    ["/\x7f", 'parse "/\\x7f": net/url: invalid control character in URL'],
    ["/\t", 'parse "/\\t": net/url: invalid control character in URL'],
    ["http://h:x/", 'parse "http://h:x/": invalid port ":x" after host'],
    ["http://[::1/", `parse "http://[::1/": missing ']' in host`],
  ] as const) {
    await refuses(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`, message);
  }
});

test("the target of a CONNECT is a host, or a path", async () => {
  const { request } = await read("CONNECT h:443 HTTP/1.1\r\n\r\n");
  assert.deepEqual(
    [request.host, request.url.host, request.url.scheme, request.url.path],
    ["h:443", "h:443", "", ""],
  );
  assert.equal(request.target, "h:443");
  const path = (await read("CONNECT /_goRPC_ HTTP/1.1\r\nHost: x\r\n\r\n")).request;
  assert.deepEqual([path.host, path.url.path], ["x", "/_goRPC_"]);
  await refuses("CONNECT h:x HTTP/1.1\r\n\r\n", 'parse "http://h:x": invalid port ":x" after host');
  assert.equal((await read("CONNECT * HTTP/1.1\r\n\r\n")).request.host, "*");
});

test("HTTP/1.1 names one Host", async () => {
  await refuses("GET / HTTP/1.1\r\n\r\n", "missing required Host header", 400);
  await refuses("GET http://h/ HTTP/1.1\r\n\r\n", "missing required Host header", 400);
  await refuses("GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n", "too many Host headers");
  assert.equal((await read("GET / HTTP/1.1\r\nHost:\r\n\r\n")).request.host, "");
  assert.equal((await read("GET / HTTP/1.0\r\n\r\n")).request.host, "");
  assert.equal((await read("CONNECT h:1 HTTP/1.1\r\nHost: y\r\n\r\n")).request.host, "h:1");
});

test("a Host has the characters of one, and not much is asked of it beyond that", async () => {
  for (const host of ["x", "x:80", "[::1]:80", "a.b", "a,b", "a=b;c", "%zz", "x:y:z", "[", "!$&'()*+_~"]) {
    assert.equal((await read(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).request.host, host);
  }
  for (const host of [
    "a b",
    "a/b",
    "a?b",
    "a#b",
    "a@b",
    "<a>",
    '"a"',
    "a\\b",
    "{a}",
    "a|b",
    "a^b",
    "`a`",
    "\xc3\xa9",
    "\xff",
  ]) {
    await refuses(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, "malformed Host header", 400);
    // The field is looked at even where the target has the last word.
    await refuses(`GET http://h/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`, "malformed Host header", 400);
  }
});

test("a field's name has no blanks in a request", async () => {
  for (const field of ["Content-Length : 5", "a b: 1", "A : 1"]) {
    await refuses(`GET / HTTP/1.1\r\nHost: x\r\n${field}\r\n\r\n`, "invalid header name", 400);
  }
  await refuses("GET / HTTP/1.1\r\nHost : x\r\n\r\n", "missing required Host header", 400);
  await refuses("GET / HTTP/1.0\r\nHost : x\r\n\r\n", "invalid header name", 400);
});

test("of two mistakes the one is told that Go finds first", async () => {
  const wrong: readonly (readonly [part: string, message: string, status?: number])[] = [
    ["G@T", 'invalid method "G@T"'],
    ["HTTP/x", 'malformed HTTP version "HTTP/x"'],
    ["/%zz", 'parse "/%zz": invalid URL escape "%zz"'],
    ["A\r\n", 'malformed MIME header: missing colon: "A"'],
    ["Host: x\r\nHost: y\r\n", "too many Host headers"],
    ["Transfer-Encoding: gzip\r\n", 'unsupported transfer encoding: "gzip"'],
    ["Content-Length: x\r\n", 'bad Content-Length "x"'],
    ["HTTP/2.0", "unsupported protocol version", 505],
    ["Host: /\r\n", "malformed Host header", 400],
    ["a b: 1\r\n", "invalid header name", 400],
  ];
  for (const [i, [first, message, status]] of wrong.entries()) {
    for (const [other] of wrong.slice(i + 1)) {
      const both = [other, first];
      const part = (like: (p: string) => boolean, otherwise: string): string =>
        both.findLast(like) ?? otherwise;
      const method = part((p) => p === "G@T", "GET");
      const target = part((p) => p.startsWith("/"), "/");
      const proto = part((p) => p.startsWith("HTTP/"), "HTTP/1.1");
      const fields = both.filter((p) => p.endsWith("\r\n"));
      const host = fields.some((p) => p.startsWith("Host")) ? "" : "Host: x\r\n";
      // Two Hosts of which one is wrong are three; the fields come in both orders.
      const bytes = `${method} ${target} ${proto}\r\n${host}${fields.join("")}\r\n`;
      if (first.startsWith("A") && other.startsWith("a b")) continue; // each field is looked at as it comes
      await refuses(bytes, message, status);
    }
  }
});

test("Pragma: no-cache is said in the words of HTTP/1.1, unless those are there", async () => {
  for (const [fields, cacheControl] of [
    [{ Pragma: "no-cache" }, ["no-cache"]],
    [{ Pragma: ["no-cache", "x"] }, ["no-cache"]],
    [{ Pragma: ["x", "no-cache"] }, []],
    [{ Pragma: "No-Cache" }, []],
    [{ Pragma: "no-cache", "Cache-Control": "" }, [""]],
    [{ Pragma: "no-cache", "Cache-Control": "max-age=1" }, ["max-age=1"]],
  ] as const) {
    const header = new Header(fields);
    fixPragmaCacheControl(header);
    assert.deepEqual(header.values("Cache-Control"), cacheControl);
  }
  const { request } = await read("GET / HTTP/1.1\r\nHost: x\r\nPragma: no-cache\r\n\r\n");
  assert.deepEqual(fieldsOf(request), { Pragma: ["no-cache"], "Cache-Control": ["no-cache"] });
});

test("the client says whether it wants the connection to end", async () => {
  const close = async (proto: string, field = ""): Promise<boolean> =>
    (await read(`GET / ${proto}\r\nHost: x\r\n${field}\r\n`)).request.close;
  assert.equal(await close("HTTP/1.1"), false);
  assert.equal(await close("HTTP/1.1", "Connection: x, Close\r\n"), true);
  assert.equal(await close("HTTP/1.0"), true);
  assert.equal(await close("HTTP/1.0", "Connection: keep-alive\r\n"), false);
  // Where the connection ends anyway, closing the body does not read the rest of it.
  const source = new PiecesReader("POST / HTTP/1.0\r\nContent-Length: 5000\r\n\r\n");
  const request = await readRequest(new Reader(source));
  await request?.body.close();
  assert.equal(source.asked.length, 1);
});

test("null where the stream ends before anything came; cut is what ends later", async () => {
  assert.equal(await readRequest(new Reader(new PiecesReader())), null);
  for (const fields of ["", "\r\n", "\r\nHost: x", "\r\nHost: x\r\n", "\r\nHost: x\r\n y"]) {
    await refuses(`GET / HTTP/1.1${fields}`, "unexpected EOF", undefined, "UNEXPECTED_EOF");
  }
  // A line that is cut is a line.
  await refuses("GET", 'malformed HTTP request "GET"');
  await refuses("GET / HTTP/1.", 'malformed HTTP version "HTTP/1."');
  await refuses("GET / HTTP/1.1\r", 'malformed HTTP version "HTTP/1.1\\r"');
  await refuses("GET / HTTP/1.1\r\nHost", 'malformed MIME header: missing colon: "Host"');
  await refuses("GET / HTTP/1.1\r\nHost: x\r", 'malformed MIME header line: "Host: x\\r"');
  await refuses("GET / HTTP/1.1\r\nHost: x\r\n\r", 'malformed MIME header: missing colon: "\\r"');
});

test("an error of the connection is no mistake of the client's", async () => {
  for (const pieces of [[timeout()], ["GET / HTTP/1.1\r\nHost: x\r\n", timeout(), timeout()]]) {
    const err = await reading(new PiecesReader(...pieces)).catch((e: unknown) => e);
    assert.ok(err instanceof EoflabError);
    assert.deepEqual([err.code, isBadRequest(err)], ["DEADLINE_EXCEEDED", false]);
  }
});

test("a mistake in the program is thrown on", async () => {
  const mistake = new TypeError("x is not a function");
  for (const pieces of [[mistake], ["GET / HTTP/1.1\r\nHost: x\r\n", mistake]]) {
    await assert.rejects(reading(new PiecesReader(...pieces)), (err) => err === mistake);
  }
});

test("the body is left to whoever reads it", async () => {
  const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
  const source = new CountingReader(head + "x".repeat(1000), 1);
  await readRequest(new Reader(source));
  assert.deepEqual([source.given, source.calls], [head.length, head.length]);
});

/** Reads a request, in one piece and byte by byte, and gives the one of the first. */
async function reading(source: IoReader): Promise<IncomingRequest | null> {
  return await readRequest(new Reader(source));
}

async function read(bytes: string): Promise<{ br: Reader; request: IncomingRequest }> {
  const byByte = await readRequest(new Reader(new CountingReader(bytes, 1)));
  const br = new Reader(new PiecesReader(bytes));
  const request = await readRequest(br);
  assert.ok(request !== null && byByte !== null);
  const plainly = (r: IncomingRequest): unknown => ({ ...r, body: r.body === noBody, header: fieldsOf(r) });
  assert.deepEqual(plainly(byByte), plainly(request));
  return { br, request };
}

/**
 * Holds that these bytes are no request, for this reason, in one piece and byte by byte.
 *
 * @param status of a refusal that says why
 */
async function refuses(bytes: string, message: string, status?: number, code?: string): Promise<void> {
  for (const step of [bytes.length, 1]) {
    const err = await reading(new CountingReader(bytes, step)).catch((e: unknown) => e);
    const what = JSON.stringify(bytes);
    assert.ok(err instanceof EoflabError, what);
    assert.equal(err.message, message, what);
    assert.equal(err instanceof RefusedRequest ? err.status : undefined, status, what);
    if (code !== undefined) assert.equal(err.code, code, what);
    const isUnsupported = err.code === "UNSUPPORTED_TRANSFER_ENCODING";
    assert.equal(isBadRequest(err), !isUnsupported, what);
  }
}

function fieldsOf({ header }: IncomingRequest): Record<string, string[]> {
  return plain(header);
}

function plain(header: Header): Record<string, string[]> {
  return Object.fromEntries([...header].map(([name, values]) => [name, [...values]]));
}

/** A text with nothing but ASCII in it, as Go quotes it. */
function quoted(ascii: string): string {
  return JSON.stringify(ascii).replaceAll("\\u00", "\\x").replaceAll("\x7f", "\\x7f");
}
