import assert from "node:assert/strict";
import { bodyAllowedForStatus, statusText } from "../../lib/http/status.ts";
import { test } from "../fixtures/harness.ts";

test("statusText has Go's words", () => {
  for (const [code, text] of [
    [100, "Continue"],
    [200, "OK"],
    [203, "Non-Authoritative Information"],
    [302, "Found"],
    [413, "Request Entity Too Large"],
    [418, "I'm a teapot"],
    [431, "Request Header Fields Too Large"],
    [505, "HTTP Version Not Supported"],
  ] as const) {
    assert.equal(statusText(code), text);
  }
});

test("statusText has none for codes that are not registered", () => {
  for (const code of [0, 99, 104, 306, 419, 420, 430, 509, 599, 600, -1, Number.NaN])
    assert.equal(statusText(code), "");
});

test("62 codes have words", () => {
  assert.equal(
    Array.from({ length: 1000 }, (_, code) => statusText(code)).filter((text) => text !== "").length,
    62,
  );
});

test("1xx, 204 and 304 allow no body", () => {
  const none = Array.from({ length: 1000 }, (_, code) => code).filter((code) => !bodyAllowedForStatus(code));
  assert.deepEqual(none, [...Array.from({ length: 100 }, (_, i) => 100 + i), 204, 304]);
});
