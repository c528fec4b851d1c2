import assert from "node:assert/strict";
import { wordsOf } from "../../../lib/cli/find/words.ts";
import { isTypo } from "../../../lib/cli/nearest.ts";
import { test } from "../../fixtures/harness.ts";

/** The words by which a text is compared, as one line. */
const roots = (text: string): string =>
  wordsOf(text)
    .map(({ root }) => root)
    .join(" ");

for (const [what, text, left] of [
  ["addresses with ports", "write tcp 127.0.0.1:43517->127.0.0.1:44412: i/o timeout", "writ tcp io timeout"],
  ["addresses of IPv6", "read tcp [::1]:8800->[fe80::1%eth0]:55585: EOF at fe80::1:2", "read tcp eof"],
  ["URLs, quoted or not", 'Get "http://127.0.0.1:8800/a?b=c": EOF https://x.y/z', "eof"],
  ["URLs in JSON", '"err":"Get \\"http://10.0.0.1:8080/x\\": EOF"', "err eof"],
  ["hosts with ports, and lines of sources", "dial db.example.com:5432 server.go:3212 localhost:80", "dial"],
  ["times", "2026-11-23T10:00:00.123Z 2026/11/23 10:00:00 Nov 23 10:00:00 EOF", "eof"],
  ["a time as access logs have it", "[23/Nov/2026:10:00:00 +0000] EOF", "eof"],
  ["how long it took, and how much", "5.0012s 30 seconds 300ms 20% 1.5 GB 64KiB EOF", "second gb eof"],
  ["ids", "trace e520ee81-0a90-42cf-a90c-b584aaaad62a span 4bf92f3577b34da6 at 0xc000123456", "trac span"],
  ["paths", 'GET /api/v1/users HTTP/1.1 "POST /x" (/usr/lib/y)', "http 1.1 post"],
  ["colours", "\u001b[31merror\u001b[0m EOF", "error eof"],
] as const) {
  test(`wordsOf() leaves out ${what}`, () => assert.equal(roots(text), left));
}

for (const [one, other] of [
  ["WriteTimeout", "write timeout"],
  ["the connection timed out", "connection time-out"],
  ["closed connections", "closing the connection"],
  ["Empty Reply", "empty replies"],
  ["an empty response", "the empty answer"],
  ["canceled", "cancelled"],
  ["ERR_EMPTY_RESPONSE", "err empty response"],
  ["the server’s log", "server log"],
] as const) {
  test(`"${one}" has the words of "${other}"`, () => assert.equal(roots(one), roots(other)));
}

test("the codes of Node stand for what they say, too", () => {
  assert.equal(roots("read ECONNRESET, EPIPE"), "read econnreset connection reset epip broken pipe");
});

test("numbers are kept, as a lab may name them", () => {
  assert.equal(roots("curl: (52) 502 HTTP/1.0 CVE-2024-45296 1"), "curl 52 502 http 1.0 cve 2024 45296");
});

test("what is written is kept beside the root", () => {
  assert.deepEqual(wordsOf("Closing"), [{ written: "closing", root: "clos" }]);
});

test("isTypo() takes one letter, two in a long word, and letters that changed places", () => {
  assert.ok(isTypo("timeot", "timeout"));
  assert.ok(isTypo("tiemout", "timeout"));
  assert.ok(isTypo("prematureli", "prematurely"));
  assert.ok(isTypo("premtureley", "prematurely"));
  assert.ok(!isTypo("eof", "eot"), "too short");
  assert.ok(!isTypo("bimeout", "timeout"), "another first letter");
  assert.ok(!isTypo("trucks", "trunks and"), "too far");
});
