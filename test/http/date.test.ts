import assert from "node:assert/strict";
import { formatHttpDate } from "../../lib/http/date.ts";
import { test } from "../fixtures/harness.ts";

test("a date is an IMF-fixdate in GMT", () => {
  assert.equal(formatHttpDate(new Date("1994-11-06T08:49:37Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(formatHttpDate(new Date("2020-10-01T02:03:04+05:00")), "Wed, 30 Sep 2020 21:03:04 GMT");
  assert.equal(formatHttpDate(new Date(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
});

test("a date is cut to whole seconds, before 1970 too", () => {
  assert.equal(formatHttpDate(new Date("2026-01-01T00:00:00.999Z")), "Thu, 01 Jan 2026 00:00:00 GMT");
  assert.equal(formatHttpDate(new Date("2026-01-01T00:00:01.000Z")), "Thu, 01 Jan 2026 00:00:01 GMT");
  assert.equal(formatHttpDate(new Date(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
});

test("a clock that goes back gets the earlier date again", () => {
  const early = new Date("2026-01-01T00:00:00Z");
  formatHttpDate(early);
  formatHttpDate(new Date("2026-01-02T00:00:00Z"));
  assert.equal(formatHttpDate(early), "Thu, 01 Jan 2026 00:00:00 GMT");
});
