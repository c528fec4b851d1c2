/**
 * slowhttptest (Debian's package of that name) in its four modes, all at once, against a server whose timeouts are set:
 * it stays available, and honest clients lose nothing meanwhile.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { test } from "tap";
import { systemClock } from "../../../lib/clock.ts";
import type { Addr } from "../../../lib/net/conn.ts";
import { network } from "../../../lib/net/platform.ts";
import { has, root } from "../../fixtures/cli.ts";
import { Child } from "../../fixtures/soak/child.ts";
import { HonestClient } from "../../fixtures/soak/honest.ts";
import { Random } from "../../fixtures/soak/random.ts";
import type { AfterShutdown, Limits } from "../../fixtures/soak/roles.ts";

/** The program that the server's process runs, as `npm run build` makes it. */
const script = `${root}dist/test/tools/soak.js`;

/** How long each mode is tried, in s; and how many connections it opens. */
const [duration, connections] = [6, 200];

const limits: Limits = {
  readHeaderTimeout: 2000,
  readTimeout: 4000,
  writeTimeout: 4000,
  idleTimeout: 5000,
};

/** Each mode with its options. */
const modes: Readonly<Record<string, { path: string; options: string }>> = {
  "slow headers": { path: "/small", options: "-H -i 1 -t GET -x 24" },
  "slow bodies": { path: "/echo", options: "-B -i 1 -s 8192 -t POST -x 10" },
  ranges: { path: "/large", options: "-R -a 10 -b 3000 -t HEAD" },
  "slow reading": { path: "/large", options: "-X -w 10 -y 20 -n 1 -z 32 -k 3" },
};

const skip = has("slowhttptest") ? false : "there is no slowhttptest here: apt-get install slowhttptest";

test("against slowhttptest in its four modes the server stays available", { skip }, async (t) => {
  assert(existsSync(script), `${script} is missing: npm run build`);
  const server = new Child(script, "server", 2000);
  t.teardown(() => server.kill());
  const [addr] = (await server.ask("start", { ports: 1, limits })) as Addr[];
  assert(addr !== undefined);
  const random = new Random(1);
  const net = await network({ clock: systemClock });
  const honest = Array.from({ length: 5 }, () => new HonestClient(net, addr, systemClock, random.fork()));

  const attacked = new AbortController();
  const asking = honest.map((client) => askUntil(client, attacked.signal));
  const attacks = Object.entries(modes).map(async ([name, { path, options }]) => {
    const said = await slowhttptest(`http://127.0.0.1:${addr.port}${path}`, options);
    assert.match(said, /service available: +YES/, `${name}: ${said}`);
    assert.doesNotMatch(said, /service available: +NO/, `${name}: ${said}`);
    return name;
  });
  try {
    assert.deepEqual(await Promise.all(attacks), Object.keys(modes));
  } finally {
    attacked.abort();
    await Promise.all(asking);
  }
  for (const client of honest) {
    assert.deepEqual(client.lost, []);
    assert.equal(client.dialled, 1);
    assert(client.done > 20, `${client.done} requests done`);
    client.close();
  }

  const { left, resources, log, unhandled } = (await server.ask("shutdown")) as AfterShutdown;
  assert.deepEqual(
    { left, resources, log, unhandled },
    { left: { conns: 0, listeners: 0, timers: 0 }, resources: [], log: [], unhandled: [] },
  );
  server.noMoreQuestions();
  assert.equal(await server.ended, 0);
  t.pass("held");
});

async function askUntil(client: HonestClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await client.ask();
}

/** What it prints, without colours. */
async function slowhttptest(url: string, options: string): Promise<string> {
  const load = `-c ${connections} -r ${connections / 2} -l ${duration} -p 3`;
  const child = spawn("slowhttptest", [...load.split(" "), ...options.split(" "), "-u", url], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const plain = stripVTControlCharacters(said);
  assert.equal(code, 0, plain);
  return plain;
}
