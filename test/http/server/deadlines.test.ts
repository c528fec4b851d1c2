/**
 * The deadlines of a connection, through its whole life: when each is set, moved and taken away, against what Go's
 * server was recorded to do (test/fixtures/deadlines_go).
 *
 * Compared are not the calls but what they come to: the deadlines in force at each moment, with what happened at it.
 * Go calls its background read off with a deadline, where eoflab leaves it for the next read.
 */

import assert from "node:assert/strict";
import process from "node:process";
import recorded from "../../fixtures/deadlines_go/go.json" with { type: "json" };
import { type Led, type Life, lead } from "../../fixtures/deadlines_go/lead.ts";
import { test } from "../../fixtures/harness.ts";

/** What was recorded of one life. */
type Recorded = { readonly life: Life } & Led;

const lives = recorded.lives as unknown as readonly Recorded[];

/** The moments of a log, each with the deadlines in force, without the calls between them. */
const moments = (log: readonly string[]): string[] => log.filter((line) => !line.includes(" -> "));

for (const { life, log, received, end } of lives) {
  test(`deadlines are those of ${recorded.go}: ${life.name}`, async () => {
    const led = await lead(life, recorded.unit);
    assert.deepEqual(
      { moments: moments(led.log), received: led.received, end: led.end },
      { moments: moments(log), received, end },
    );
  });
}

test("the life of a connection: when each deadline is set, reset and cleared", async () => {
  const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
  const { log } = await lead(
    {
      name: "two requests",
      options: { readHeaderTimeout: 10, readTimeout: 20, writeTimeout: 30, idleTimeout: 40 },
      handler: [[["read"], ["sleep", 2], ["write", 5]]],
      steps: [
        { at: 1, send: post.slice(0, 9) },
        { at: 2, send: post.slice(9) },
        { at: 4, send: "12345" },
        { at: 10, send: post.slice(0, 3) },
        { at: 11, send: post.slice(3, 9) },
        { at: 13, send: `${post.slice(9)}12345` },
        { at: 17, end: "fin" },
      ],
      length: 18,
    },
    1000,
  );
  assert.deepEqual(
    log.filter((line) => !line.includes("meanwhile")),
    [
      "0 new (read none, write none)",
      "0 -> read 10", // accepted: readHeaderTimeout
      "1 got 9 (read 10, write none)",
      "2 got 47 (read 10, write none)",
      "2 -> read 20", // header read: readTimeout, from the accept
      "2 -> write 32", // and writeTimeout, from here
      "2 active (read 20, write 32)",
      "2 begins (read 20, write 32)",
      "4 got 52 (read 20, write 32)",
      "4 -> read none", // body read: the background read waits as long as it takes
      "4 handler read: 5, nil (read none, write 32)",
      "6 handler write: 5, nil (read none, write 32)",
      "6 ends (read none, write 32)",
      "6 wrote 121 (read none, write 32)",
      "6 -> read none", // the handler has returned, and what it may have set is over
      "6 -> write none", // answer finished
      "6 idle (read none, write none)",
      "6 -> read 46", // idleTimeout
      "10 got 55 (read 46, write none)",
      "11 got 61 (read 46, write none)",
      "11 -> read 21", // the first four bytes of the next request: readHeaderTimeout
      "13 got 104 (read 21, write none)",
      "13 -> read 31", // header read: readTimeout, from its first four bytes
      "13 -> write 43",
      "13 active (read 31, write 43)",
      "13 begins (read 31, write 43)",
      "13 -> read none",
      "13 handler read: 5, nil (read none, write 43)",
      "15 handler write: 5, nil (read none, write 43)",
      "15 ends (read none, write 43)",
      "15 wrote 242 (read none, write 43)",
      "15 -> read none",
      "15 -> write none",
      "15 idle (read none, write none)",
      "15 -> read 55",
      "17 EOF (read 55, write none)",
      "17 close (read 55, write none)",
      "17 closed (read 55, write none)",
    ],
  );
});

if (!("Deno" in globalThis)) {
  const { test: tapTest } = await import("tap");
  const { spawnSync } = await import("node:child_process");
  const { fileURLToPath } = await import("node:url");
  const folder = fileURLToPath(new URL("../../fixtures/deadlines_go", import.meta.url));
  const env = { ...process.env, GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "" };
  const go = (...args: string[]) =>
    spawnSync("go", args, { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 26 });

  /** Why it cannot be recorded here; `false` where it can. */
  const whyNot = (): string | false => {
    const { status, stdout } = go("env", "GOVERSION");
    if (status !== 0) return "go is not installed (https://go.dev/dl)";
    const series = (version: string): string => version.split(".").slice(0, 2).join(".");
    const installed = stdout.trim();
    return series(installed) === series(recorded.go)
      ? false
      : `recorded with ${recorded.go}; installed is ${installed}`;
  };

  await tapTest("what is recorded is what Go does today", { skip: whyNot() }, async (t) => {
    const { stdout, stderr, status } = go("run", ".");
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).lives, lives);
    t.pass();
  });
}
