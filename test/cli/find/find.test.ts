/** Every lab is found by what it says of itself, and by the errors that its own run gives. */

import assert from "node:assert/strict";
import { labs } from "../../../labs/mod.ts";
import { find } from "../../../lib/cli/find/find.ts";
import { readPages } from "../../../lib/cli/find/pages.ts";
import { wordsOf } from "../../../lib/cli/find/words.ts";
import type { Lab } from "../../../lib/lab/lab.ts";
import { logged } from "../../../lib/lab/outcome.ts";
import type { Recording } from "../../../lib/trace/recording.ts";
import { test } from "../../fixtures/harness.ts";
import { runAt, type Setting, settingsOf } from "../../fixtures/labs.ts";

const pages = readPages(labs);
const idsOf = (text: string): string[] => find(pages, text).map(({ lab }) => lab.id);

/** What a run told anybody of its failure: the client, a handler, the log. */
function errorsOf(recording: Recording): string[] {
  const failed = recording.events.flatMap((e) => ("error" in e && typeof e.error === "string" ? [e] : []));
  const heard = failed.filter(({ lane, name }) => lane === "handler" || name === "client.result");
  const errors = heard.map(({ error }) => String(error));
  // A line of a handler's own tells an error only if one is in it.
  const known = [...failed.map(({ error }) => String(error)), "http: "];
  const lines = logged(recording).filter((line) => known.some((error) => line.includes(error)));
  return [...new Set([...errors, ...lines])];
}

for (const lab of labs) {
  test(`${lab.id} is the first or the second for its symptom and for each of what it is searched for`, () => {
    for (const text of [lab.symptom, ...lab.searchedAs]) {
      const place = idsOf(text).indexOf(lab.id);
      assert.ok(place === 0 || place === 1, `${text}: ${idsOf(text).join(", ")}`);
    }
  });

  test(`${lab.id} is the first for its name, its title and the number of its case`, () => {
    for (const text of [lab.id, lab.id.replaceAll("-", " "), lab.title, lab.incident.id]) {
      assert.equal(idsOf(text)[0], lab.id, text);
    }
  });

  test(`${lab.id} is found in a log that has one of its error texts in it`, () => {
    for (const text of lab.searchedAs) {
      const line = `2026-11-23T10:00:01.5Z worker-7 10.1.2.3:8080 level=warn msg="${text}" trace=4bf92f3577b34da6`;
      const log = `2026-11-23T10:00:00Z worker-7 started on :8080\n${line}\n2026-11-23T10:00:02Z worker-7 idle`;
      for (const pasted of [line, log, text.toUpperCase(), `"${text}"`]) {
        const place = idsOf(pasted).indexOf(lab.id);
        assert.ok(place === 0 || place === 1, `${pasted}: ${idsOf(pasted).join(", ")}`);
      }
    }
  });
}

test("each error that a default run gives finds its labs, and one of them among the first two; both, if two give it", async () => {
  // Errors that differ in nothing but addresses are one.
  const givenBy = new Map<string, { text: string; given: Lab[] }>();
  for (const lab of labs) {
    const [atDefaults] = settingsOf(lab) as [Setting];
    for (const text of errorsOf(await runAt(lab, atDefaults))) {
      const key = wordsOf(text)
        .map(({ root }) => root)
        .join(" ");
      const given = givenBy.get(key)?.given ?? [];
      givenBy.set(key, { text, given: given.includes(lab) ? given : [...given, lab] });
    }
  }
  assert.ok(givenBy.size >= 8, `${givenBy.size} errors`);
  const wrong: string[] = [];
  for (const { text, given } of givenBy.values()) {
    const found = idsOf(text);
    const missing = given.filter(({ id }) => !found.slice(0, given.length <= 2 ? 2 : undefined).includes(id));
    if (missing.length > 0)
      wrong.push(`${text}: ${missing.map(({ id }) => id)} not among ${found.join(", ")}`);
    if (!given.some(({ id }) => found.slice(0, 2).includes(id))) wrong.push(`${text}: first is ${found[0]}`);
  }
  assert.deepEqual(wrong, []);
});

for (const [text, id] of [
  ["client: EOF, server: nothing", "silent-eof"],
  ["curl: (52) Empty reply from server", "silent-eof"],
  ["This page isn’t working: 10.0.0.1 didn’t send any data. ERR_EMPTY_RESPONSE", "silent-eof"],
  ["Empyt repyl from sevrer", "silent-eof"],
  ["conection closd befor mesage compleated", "silent-eof"],
  ["upstream prematurly closed conection while reading response header", "silent-eof"],
  [
    "2026/11/23 10:00:00 [error] 31#31: *1 upstream prematurely closed connection while reading upstream, client: 10.0.0.1",
    "truncated",
  ],
  ["curl: (18) transfer closed with 1500 bytes remaining to read", "truncated"],
  ["curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received", "client-gives-up"],
  ["http: Handler timeout", "timeout-handler"],
  [
    "TypeError: fetch failed\n  [cause]: SocketError: other side closed\n    code: 'UND_ERR_SOCKET'",
    "silent-eof",
  ],
  [
    "error sending request for http://127.0.0.1:43029/ (127.0.0.1:43029): client error (SendRequest): connection closed before message completed",
    "silent-eof",
  ],
  ["TypeError: terminated\n  [cause]: SocketError: other side closed", "truncated"],
  ["TypeError: error reading a body from connection", "truncated"],
  ["IncompleteRead(5 bytes read, 15 more expected)", "truncated"],
  ["DOMException [TimeoutError]: The operation was aborted due to timeout", "client-gives-up"],
  ["readtimeout upload", "slow-upload"],
  [
    "SyntaxError: Unexpected end of JSON input\n    at JSON.parse (<anonymous>)\n    at x.js:1:2",
    "no-error-at-all",
  ],
  ["sse connection drops every 30s", "longer-please"],
  ["access log 200 but client got EOF", "tell-the-truth"],
  ["event loop is blocked by a regex", "blocked-loop"],
  ["CVE-2024-45296", "blocked-loop"],
] as const) {
  test(`"${text.replace(/\s+/g, " ").slice(0, 60)}" leads to ${id}`, () =>
    assert.equal(idsOf(text)[0], id, idsOf(text).join(", ")));
}

for (const text of [
  "my cat likes pizza",
  "what is the best pizza in town",
  "lorem ipsum dolor sit amet consectetur adipiscing elit",
  "asdfgh qwertz",
  "127.0.0.1:8800 -> [::1]:80",
  "12345 67890",
  "   ",
  "!!! ??? ---",
]) {
  test(`"${text}" finds nothing`, () => assert.deepEqual(idsOf(text), []));
}

test("a long log is searched in a moment, and its one telling line is found", () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, i) => `10:00:00 GET /item/${i} 200 user-${i} ok in ${i}ms from pod`,
  );
  lines.splice(12_000, 0, "10:00:00 http: Handler timeout");
  const before = performance.now();
  assert.equal(idsOf(lines.join("\n"))[0], "timeout-handler");
  assert.ok(performance.now() - before < 5_000);
});

test("words that every object of JavaScript has are words as others are", () => {
  const trace = "at constructor hasOwnProperty __proto__ toString valueOf (x.js:1:2)";
  assert.deepEqual(idsOf(trace), []);
  assert.equal(idsOf(`${trace} http: Handler timeout`)[0], "timeout-handler");
});

test("the same text finds the same labs", () => {
  assert.deepEqual(idsOf("i/o timeout"), idsOf("i/o timeout"));
});
