/**
 * A thousand requests of every kind on a few kept connections, with one side that is not ours: our client and Go's
 * server; Go's client, and curl, and our server. Every body is whole.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "tap";
import { systemClock } from "../../lib/clock.ts";
import { findGo, labsFolder } from "../../lib/compare/go.ts";
import { network } from "../../lib/net/platform.ts";
import { has } from "../fixtures/cli.ts";
import { atOnce, playMixed } from "../fixtures/mixed/client.ts";
import { curlMixed } from "../fixtures/mixed/curl.ts";
import { type Mixed, type MixedAnswer, mixedRequests } from "../fixtures/mixed/requests.ts";
import { withMixedServer } from "../fixtures/mixed/server.ts";
import { whyNoGo } from "../fixtures/no_go.ts";
import { run } from "../tools/run.ts";

const count = 1000;
const net = await network();

/** Checks that each answer is what it must be. */
function holdsAll(mixed: readonly Mixed[], answers: readonly MixedAnswer[]): void {
  const differing = mixed.flatMap(({ request, wanted }, i) =>
    JSON.stringify(answers[i]) === JSON.stringify(wanted) ? [] : [{ request, wanted, got: answers[i] }],
  );
  assert.deepEqual(differing.slice(0, 5), [], `${differing.length} differ`);
  assert.equal(answers.length, mixed.length);
}

/** Checks that connections were kept. */
function keeps(mixed: readonly Mixed[], conns: number, lanes: number = atOnce): void {
  const last = mixed.filter((m) => m.last).length;
  // Whoever finds no idle connection dials, and may then take one that became idle meanwhile.
  const most = 4 * lanes + last;
  assert(conns > last && conns <= most, `${conns} connections, ${most} at most`);
}

/** The program of test/fixtures/mixed/go as a server. */
async function withGoServer(program: string, use: (url: string) => Promise<void>): Promise<number> {
  const child = spawn(program, ["server"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => {
    child.once("close", resolve);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => (await lines.next()).value ?? "";
  try {
    await use(await line());
    child.stdin.end();
    return Number(await line());
  } finally {
    child.stdin.end();
    const timer = systemClock.after(5000, () => child.kill("SIGKILL"));
    await ended;
    timer.cancel();
  }
}

void test("with real Go", { skip: await whyNoGo() }, async (t) => {
  const program = join(t.testdir(), "mixed");
  const { command } = await findGo();
  await run(command, ["build", "-buildvcs=false", "-o", program, "."], {
    cwd: join(dirname(labsFolder()), "test", "fixtures", "mixed", "go"),
    limit: 300_000,
  });

  await t.test("our client and Go's server", async (t) => {
    const mixed = mixedRequests(2, count);
    const requests = mixed.map((m) => m.request);
    const conns = await withGoServer(program, async (url) =>
      holdsAll(mixed, await playMixed(net, url, requests)),
    );
    keeps(mixed, conns);
    t.pass("held");
  });

  await t.test("Go's client and our server", async (t) => {
    const mixed = mixedRequests(3, count);
    const input = mixed.map((m) => `${JSON.stringify(m.request)}\n`).join("");
    const { conns, log } = await withMixedServer(net, async (url) => {
      const said = await run(program, ["client", url], { input, limit: 120_000 });
      const answers = said.trimEnd().split("\n");
      holdsAll(
        mixed,
        answers.map((line) => JSON.parse(line) as MixedAnswer),
      );
    });
    assert.deepEqual(log, []);
    keeps(mixed, conns);
    t.pass("held");
  });
});

const noCurl = has("curl") ? false : "there is no curl here: apt-get install curl";

void test("with curl", { skip: noCurl }, async (t) => {
  for (const lanes of [1, atOnce]) {
    await t.test(`${lanes} at once, and our server`, async (t) => {
      const mixed = mixedRequests(4 + lanes, count);
      const requests = mixed.map((m) => m.request);
      const { conns, log } = await withMixedServer(net, async (url) => {
        const options = { folder: t.testdir(), atOnce: lanes };
        holdsAll(mixed, await curlMixed(url, requests, options));
      });
      assert.deepEqual(log, []);
      keeps(mixed, conns, lanes);
      t.pass("held");
    });
  }
});
