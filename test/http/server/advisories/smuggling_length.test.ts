/**
 * Advisories about Content-Length: what two servers in a row read differently, a request is smuggled through.
 */

import {
  answer,
  holds,
  ignore,
  post,
  refused,
  smuggled,
  smuggledAnswer,
  tell,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

test("CVE-2015-5740 (Go): two Content-Lengths that differ are no request; the same one twice is one", async () => {
  await holds(post("Content-Length: 5\r\nContent-Length: 0\r\n", "hello"), [refused()], "fin");
  await holds(post("Content-Length: 5\r\nContent-Length: 05\r\n", "hello"), [refused()], "fin");
  await holds(post("Content-Length: 5, 5\r\n", "hello"), [refused()], "fin");
  await holds(
    post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
    [answer("POST / x 5 <hello>")],
    "open",
  );
});

test("CVE-2017-7658 (Jetty): a first Content-Length of 0 does not let a second one pass", async () => {
  const fields = `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n`;
  await holds(post(fields, smuggled), [refused()], "fin");
});

test("CVE-2021-32715 (hyper): a sign makes no Content-Length", async () => {
  for (const length of ["+5", "-5", "-0", "+0"]) {
    await holds(post(`Content-Length: ${length}\r\n`, "hello"), [refused()], "fin");
  }
});

test("CVE-2023-34188 (Mongoose): a Content-Length as negative as the request is long brings no loop", async () => {
  const request = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -48\r\n\r\n";
  await holds(request, [refused()], "fin");
  await holds(request + smuggled, [refused()], "fin");
});

test("CVE-2023-40225 (HAProxy): an empty Content-Length is refused, alone and before another", async () => {
  await holds(post("Content-Length: \r\n"), [refused()], "fin");
  await holds(post("Content-Length:\r\n"), [refused()], "fin");
  const evil = "POST /evil HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\n";
  const fields = `content-length: \r\ncontent-length: ${evil.length}\r\n`;
  await holds(`GET / HTTP/1.1\r\nHost: x\r\n${fields}\r\n${evil}`, [refused()], "fin");
});

test("CVE-2023-40175 (Puma): an empty Content-Length makes no body of all that follows", async () => {
  await holds(`GET / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\n${smuggled}`, [refused()], "fin");
});

test("CVE-2023-47627 (aiohttp): a Content-Length is digits, and nothing else that some language takes for a number", async () => {
  for (const length of ["1_0", "0x5", "5 ", "1 0", "1e1", "5\x00", "5;", "5.0", "\x0b5", "5\x0c"]) {
    const expected = length === "5 " ? [answer("POST / x 5 <hello>")] : [refused()];
    await holds(post(`Content-Length: ${length}\r\n`, "hello"), expected, length === "5 " ? "open" : "fin");
  }
  await holds(post("Content-Length: 010\r\n", "0123456789"), [answer("POST / x 10 <0123456789>")], "open");
  await holds("GET / HTTP/1.1\r\n\tContent-Length: 1\r\nHost: x\r\n\r\nX", [refused()], "fin");
});

test("CVE-2025-69224 (aiohttp): a digit is one of ASCII", async () => {
  await holds(post("Content-Length: \xd9\xa5\r\n", "hello"), [refused()], "fin"); // ARABIC-INDIC DIGIT FIVE
  await holds(post("Content-Length: \xef\xbc\x95\r\n", "hello"), [refused()], "fin"); // FULLWIDTH DIGIT FIVE
});

test("CVE-2021-40346 (HAProxy): a field's name that is long is not cut to another name", async () => {
  const long = `Content-Length0${"a".repeat(255)}: 1\r\n`;
  await holds(
    post(`${long}Content-Length: ${smuggled.length}\r\n`, smuggled),
    [answer(`POST / x ${smuggled.length} <${smuggled}>`)],
    "open",
  );
  await holds(post(long, smuggled), [answer("POST / x 0 <>"), smuggledAnswer], "open");
});

test("CVE-2024-27982 (Node): a blank before Content-Length makes it a part of the field before, or no request", async () => {
  const bye = "GET /bye HTTP/1.1\r\nHost: x\r\n\r\n";
  await holds(
    `POST /hello HTTP/1.1\r\nHost: x\r\nA: 1\r\n Content-Length: ${bye.length}\r\n\r\n${bye}`,
    [answer("POST /hello x 0 <>"), answer("GET /bye x 0 <>")],
    "open",
  );
  await holds(
    `POST /hello HTTP/1.1\r\n Content-Length: ${bye.length}\r\nHost: x\r\n\r\n${bye}`,
    [refused()],
    "fin",
  );
  await holds(
    `POST /hello HTTP/1.1\r\nHost: x\r\n Content-Length: ${bye.length}\r\n\r\n${bye}`,
    [refused("400 Bad Request: malformed Host header")],
    "fin",
  );
});

test("CVE-2022-22720 (httpd): when what is left of a body turns out malformed, the connection ends", async () => {
  const broken = `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcXX0\r\n\r\n${smuggled}`;
  const last = answer("ignored /", "Connection: close\r\n");
  await holds(broken, [last], "fin", { handler: ignore });
  await holds(
    post("Content-Length: 5\r\n", `hello${smuggled}`),
    [answer("ignored /"), answer("ignored /smuggled")],
    "open",
    { handler: ignore },
  );
});

test("CVE-2024-49768 (waitress): behind a request that was refused nothing is served", async () => {
  await holds(
    `GET /bad HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n${smuggled}`,
    [refused("400 Bad Request: invalid header name")],
    "fin",
  );
  await holds(`GET /bad\r\n\r\n${smuggled}`, [refused()], "fin", { handler: tell });
});
