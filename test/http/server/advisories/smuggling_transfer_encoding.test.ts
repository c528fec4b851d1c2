/**
 * Advisories about Transfer-Encoding: the one coding is `chunked`, said once; all else is refused.
 */

import {
  answer,
  chunked,
  holds,
  post,
  refused,
  smuggled,
  smuggledAnswer,
  unsupported,
} from "../../../fixtures/advisories.ts";
import { test } from "../../../fixtures/harness.ts";

test("CVE-2019-18277 (HAProxy): a control character before chunked hides no coding behind a Content-Length", async () => {
  for (const blank of ["\x0b", "\x0c", " \x0b", "\x00", "\x7f"]) {
    const fields = `Content-Length: 6\r\nTransfer-Encoding:${blank}chunked\r\n`;
    await holds(post(fields, "0\r\n\r\nX"), [refused()], "fin");
  }
  await holds(post("Transfer-Encoding:\xa0chunked\r\nContent-Length: 5\r\n", "hello"), [unsupported], "fin");
});

test("CVE-2020-8287 (Node): of two Transfer-Encodings none is ignored", async () => {
  const body = `1\r\nA\r\n0\r\n\r\n${smuggled}`;
  for (const [first, second] of [
    ["chunked", "chunked-false"],
    ["chunked-false", "chunked"],
    ["chunked", "chunked"],
    ["chunked", "identity"],
    ["identity", "chunked"],
  ]) {
    const fields = `Transfer-Encoding: ${first}\r\nTransfer-Encoding: ${second}\r\n`;
    await holds(post(fields, body), [unsupported], "fin");
  }
});

test("CVE-2022-32213 (Node): what only contains chunked is not chunked", async () => {
  for (const coding of ["chunkedchunked", "xchunked", "chunked1", '"chunked"', "chunked;q=1", "chun ked"]) {
    await holds(
      post(`Transfer-Encoding: ${coding}\r\nContent-Length: 5\r\n`, "1\r\na\r\n0\r\n\r\n"),
      [unsupported],
      "fin",
    );
  }
});

test("CVE-2022-32215 (Node): a Transfer-Encoding over several lines is read as one value", async () => {
  await holds(
    `GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n , identity\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    [unsupported],
    "fin",
  );
  await holds(
    post("Transfer-Encoding:\r\n chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    [answer("POST / x -1 <hello>")],
    "open",
  );
});

test("CVE-2022-35256 (Node): folded lines that look like Transfer-Encodings are none", async () => {
  const lines = " Transfer-Encoding: yeet\r\n Transfer-Encoding: \n Transfer-Encoding: chunked\r\n";
  const rest = "1\r\nA\r\n0\r\n\r\n";
  await holds(
    `POST / HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n${rest}`,
    [refused("400 Bad Request: malformed Host header")],
    "fin",
  );
  await holds(
    `POST / HTTP/1.1\r\nHost: x\r\nA: b\r\n${lines}\r\n${rest}`,
    [answer("POST / x 0 <>"), refused()],
    "fin",
  );
});

test("CVE-2023-47641 (aiohttp): Transfer-Encoding counts, and not the Content-Length beside it", async () => {
  const answers = [answer("POST / x -1 <>"), smuggledAnswer];
  await holds(
    post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${smuggled}`),
    answers,
    "open",
  );
  await holds(
    post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", `0\r\n\r\n${smuggled}`),
    answers,
    "open",
  );
});

test("CVE-2026-40561 (Starlet): a Content-Length has no precedence over chunked, and must be one all the same", async () => {
  const whole = `0\r\n\r\n${smuggled}`;
  await holds(
    post(`Content-Length: ${whole.length}\r\nTransfer-Encoding: chunked\r\n`, whole),
    [answer("POST / x -1 <>"), smuggledAnswer],
    "open",
  );
  await holds(
    post("Transfer-Encoding: chunked\r\nContent-Length: blah\r\n", "1\r\nZ\r\n0\r\n\r\n"),
    [refused()],
    "fin",
  );
});

test("CVE-2024-1135 (gunicorn): chunked among other codings, wherever it stands, is refused", async () => {
  for (const coding of ["chunked,gzip", "gzip, chunked", ",chunked", "chunked,", "chunked, identity"]) {
    await holds(
      post(`Transfer-Encoding: ${coding}\r\nContent-Length: 5\r\n`, "0\r\n\r\n"),
      [unsupported],
      "fin",
    );
  }
});

test("CVE-2024-6827 (gunicorn): a coding that is not known does not bring the Content-Length back", async () => {
  const fields = (coding: string): string =>
    `Transfer-Encoding: ${coding}\r\nContent-Length: ${smuggled.length}\r\n`;
  for (const coding of ["identity", "gzip", "x", "", "cow", "chun\xe2\x84\xaaed"]) {
    await holds(post(fields(coding), smuggled), [unsupported], "fin");
  }
});

test("the one coding there is: chunked, in any case, with blanks around it", async () => {
  for (const coding of ["chunked", "ChunKed", " chunked \t", "\tchunked"]) {
    await holds(
      post(`Transfer-Encoding:${coding}\r\n`, "5\r\nhello\r\n0\r\n\r\n"),
      [answer("POST / x -1 <hello>")],
      "open",
    );
  }
});

test("CVE-2015-5741 (Go): an answer never has both a Content-Length and a Transfer-Encoding", async () => {
  const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  await holds(
    request,
    [
      "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ],
    "open",
    {
      handler: async (w) => {
        w.header.set("Content-Length", "5");
        w.header.set("Transfer-Encoding", "chunked");
        await w.write("hello");
      },
    },
  );
});

test("a coding in a request of HTTP/1.0 is passed over, as Go passes it over", async () => {
  await holds(
    `POST / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    [
      answer("POST / x 5 <0\r\n\r\n>", "Connection: keep-alive\r\n").replace("HTTP/1.1", "HTTP/1.0"),
      smuggledAnswer,
    ],
    "open",
  );
});

test("a chunked body is one whatever the method", async () => {
  await holds(
    chunked(`5\r\nhello\r\n0\r\n\r\n${smuggled}`).replace("POST", "GET"),
    [answer("GET / x -1 <hello>"), smuggledAnswer],
    "open",
  );
});
