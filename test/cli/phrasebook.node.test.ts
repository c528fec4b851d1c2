/** `eoflab phrasebook`, as a user runs it. */

import assert from "node:assert/strict";
import { matchPhrase } from "../../lib/cli/phrasebook/match.ts";
import { readPhrasebook } from "../../lib/compare/phrasebook.ts";
import { eoflab } from "../fixtures/cli.ts";
import { test } from "../fixtures/harness.ts";

const book = await readPhrasebook();

test("an error text leads to its modes, the clients that say it, and the labs", async () => {
  const { stdout, code } = await eoflab("Node", ["phrasebook", "--json", "(52) Empty reply from server"]);
  assert.equal(code, 0);
  const [first] = JSON.parse(stdout) as { mode: string; clients: { id: string }[]; labs: string[] }[];
  assert.equal(first?.mode, "fin-before-answer");
  assert.deepEqual(
    first?.clients.map(({ id }) => id),
    ["curl"],
  );
  assert.ok(first?.labs.includes("silent-eof"));
});

test("addresses, numbers, what surrounds it and a slip of a finger do not matter", () => {
  for (const [text, mode] of [
    ['2026/11/24 10:00:01 main.go:33: Get "http://10.0.0.7:9000/x?y=1": EOF', "fin-before-answer"],
    ["curl: (18) transfer closed with 12 bytes remaining to read", "fin-in-length"],
    ["TypeError: fetch failed at node:internal; cause: SocketError: other side closed", "fin-before-answer"],
    ["Remote end closed conection without response", "fin-before-answer"],
    ["net::ERR_INCOMPLETE_CHUNKED_ENCODING 200 (OK)", "no-last-chunk"],
    ["connect ECONNREFUSED ::1:3000", "refused"],
  ] as const) {
    const modes = matchPhrase(book, text).map(({ mode: { id } }) => id);
    assert.ok(modes.includes(mode), `${text}: ${modes.join(", ")}`);
  }
});

/** The modes that a text leads to, the nearest first. */
function found(text: string): string[] {
  return matchPhrase(book, text).map(({ mode: { id } }) => id);
}

test("a client's very words lead to what it says them of, and to nothing else", () => {
  assert.deepEqual(found('Get "http://127.0.0.1:8800": EOF'), ["fin-before-answer"]);
  assert.deepEqual(found("http.client.IncompleteRead: IncompleteRead(7 bytes read, 12 more expected)"), [
    "fin-in-length",
  ]);
  assert.deepEqual(found("TypeError: terminated [cause]: SocketError: other side closed"), [
    "fin-in-length",
    "fin-in-chunk",
    "no-last-chunk",
  ]);
});

test("what libraries and logs put around it does not lead astray", () => {
  for (const [text, first, others] of [
    ["curl: (7) Failed to connect to localhost port 8080: Connection refused", "refused", 0],
    ["curl: (7)", "refused", 0],
    ["urllib.error.URLError: <urlopen error timed out>", "no-answer", 1],
    [
      "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
      "rst-before-answer",
      5,
    ],
    ["This page isn't working. localhost didn't send any data. ERR_EMPTY_RESPONSE", "fin-before-answer", 1],
    ['level=error error="Get \\"http://api:80/\\": EOF" attempt=3', "fin-before-answer", 0],
    ["net/http: request canceled (Client.Timeout exceeded while awaiting headers)", "no-answer", 0],
  ] as const) {
    const modes = found(text);
    assert.equal(modes[0], first, text);
    assert.equal(modes.length - 1, others, `${text}: ${modes.join(", ")}`);
  }
});

test("what begins like a client's words, and is something else, is not found", () => {
  for (const text of [
    "dial tcp: lookup api.example.com: no such host",
    "UND_ERR_HEADERS_TIMEOUT",
    "TypeError: Cannot read properties of undefined (reading 'foo')",
    "http: proxy error: context canceled",
    "write: broken pipe",
    "502 Bad Gateway",
  ]) {
    assert.deepEqual(found(text), [], text);
  }
});

test("a text that no client says: exit code 1, and what to try", async () => {
  const { stdout, code } = await eoflab("Node", ["phrasebook", "the", "moon", "is", "made", "of", "cheese"]);
  assert.equal(code, 1);
  assert.match(stdout, /No client was heard to say: the moon/);
  assert.match(stdout, /find "the moon is made of cheese"/);
});

test("a mode shows every client's words; an unknown one, the nearest", async () => {
  const { stdout, code } = await eoflab("Node", ["phrasebook", "--mode", "fin-before-answer"]);
  assert.equal(code, 0);
  assert.match(stdout, /curl +curl: \(52\) Empty reply from server/);
  assert.match(stdout, /explained by +silent-eof/);
  const wrong = await eoflab("Node", ["phrasebook", "--mode", "fin-before-anser"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /unknown mode fin-before-anser: did you mean fin-before-answer\?/);
});

test("--live asks the clients that are here", async () => {
  const { stdout, stderr, code } = await eoflab("Node", [
    "phrasebook",
    "--live",
    "--mode",
    "refused",
    "--json",
  ]);
  assert.equal(code, 0);
  assert.match(stderr, /eoflab's Go-like client on Node: asked$/m);
  const book = JSON.parse(stdout) as { modes: { said: Record<string, { error: string }> }[] };
  assert.match(book.modes[0]?.said.eoflab?.error ?? "", /connect: connection refused$/);
});
