/** `eoflab compare`, as a user runs it. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { clients } from "../../lib/compare/clients/mod.ts";
import { compareAll } from "../../lib/compare/comparison.ts";
import type { Report } from "../../lib/compare/report.ts";
import { servers } from "../../lib/compare/servers/mod.ts";
import { parseRecording } from "../../lib/trace/recording.ts";
import { eoflab, runtimes, start } from "../fixtures/cli.ts";

/** Another Node than the one that runs the tests: .ci/run installs one. */
const otherNode = process.env.EOFLAB_OTHER_NODE;

async function report(...args: string[]): Promise<Report> {
  const { stdout, stderr, code } = await eoflab("Node", ["compare", ...args, "--format", "json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Report;
}

test("servers and clients side by side, each with its words", async () => {
  const { stdout, stderr, code } = await eoflab("Node", [
    "compare",
    "silent-eof",
    "--servers",
    "eoflab-node,node-http",
    "--clients",
    "eoflab,node-http",
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /01 silent-eof: the client gets EOF/);
  assert.match(stdout, /eoflab on Node [\d.]+: same/);
  assert.match(stdout, /node:http on Node [\d.]+: different/);
  assert.match(stdout, /it has no writeTimeout/);
  assert.match(stdout, /socket hang up \(ECONNRESET\)/);
  assert.match(stderr, /2 of 2 cells with servers\n/);
  assert.match(stderr, /2 of 2 cells with clients\n/);
});

test("against another server: whoever does as it does is the same", async () => {
  const [lab] = (
    await report("1", "--servers", "node-http,eoflab-node", "--clients", "none", "--against", "node-http")
  ).labs;
  assert.equal(lab?.reference, "node-http");
  assert.deepEqual(
    lab?.servers.map(({ target, verdict }) => [target, verdict]),
    [
      ["node-http", "same"],
      ["eoflab-node", "different"],
    ],
  );
});

test("the reference need not be one of those that are shown", async () => {
  const args = ["1", "--servers", "deno-serve", "--clients", "none", "--against", "node-http"];
  const [lab] = (await report(...args)).labs;
  assert.equal(lab?.reference, "node-http");
  assert.deepEqual(
    lab?.servers.map(({ target, verdict }) => [target, verdict]),
    [["deno-serve", "equivalent"]],
  );
  // A program that is not here is no reference: that would be another comparison than the one that was asked for.
  const gone = await eoflab("Node", [
    "compare",
    "1",
    "--runtime",
    "bun=/nowhere",
    "--against",
    "bun-serve@1",
  ]);
  assert.equal(gone.code, 4);
  assert.match(gone.stderr, /--against bun-serve@1: it is not here: \/nowhere does not run/);
});

test("a cell's recording, as a ladder and as it is", async () => {
  const ladder = await eoflab("Node", ["compare", "silent-eof", "--cell", "node-http"]);
  assert.equal(ladder.code, 0);
  assert.match(ladder.stdout, /^silent-eof: node:http on Node, on Node [\d.]+$/m);
  assert.match(ladder.stdout, /handler/);
  const { stdout } = await eoflab("Node", [
    "compare",
    "silent-eof",
    "--cell",
    "node-http",
    "--format",
    "json",
  ]);
  assert.equal(parseRecording(stdout).last("client.result")?.status, 200);
});

test("every format; a file that is there is not written over unasked", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-compare-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "page.html");
  const args = ["compare", "panic", "--servers", "eoflab-node", "--clients", "none", "--format", "html"];
  assert.equal((await eoflab("Node", [...args, "--output", file])).code, 0);
  const page = readFileSync(file, "utf8");
  assert.match(page, /^<!doctype html>/);
  assert.doesNotMatch(page, /<script|<link|src=|url\(|href="http/);
  writeFileSync(file, "mine");
  const again = await eoflab("Node", [...args, "--output", file]);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /--force/);
  assert.equal(readFileSync(file, "utf8"), "mine");
  const { stdout } = await eoflab("Node", [...args.slice(0, -1), "md"]);
  assert.match(stdout, /^## 27 panic$/m);
});

test("in the page every cell leads to a place that is there", async () => {
  const { htmlOf } = await import("../../lib/compare/html.ts");
  const picked = labs.filter(({ id }) => id === "silent-eof" || id === "hijack");
  const some = servers.filter(({ id }) => ["go", "eoflab-node", "node-http"].includes(id));
  const [go] = servers;
  assert.ok(go);
  // The server node-http and the client node-http are two cells.
  const asked = clients.filter(({ id }) => ["eoflab", "node-http"].includes(id));
  const plan = { labs: picked, servers: some, clients: asked, against: go, repeat: 1 };
  const { report, recordings } = await compareAll(plan, new AbortController().signal);
  const page = [...htmlOf(report, recordings)].join("\n");
  const ids = new Set(Array.from(page.matchAll(/id="([^"]+)"/g), ([, id]) => id));
  const links = Array.from(page.matchAll(/href="#([^"]+)"/g), ([, id]) => id ?? "");
  for (const { id } of picked) for (const server of some) assert.ok(links.includes(`${id}/${server.id}`));
  for (const link of links) assert.ok(ids.has(link), link);
  assert.equal([...page.matchAll(/ id="/g)].length, ids.size);
  const recorded = (key: string) => parseRecording(recordings.get(key) ?? "").last("client.result")?.error;
  assert.equal(recorded("silent-eof/node-http"), null);
  assert.match(recorded("silent-eof/client/node-http") ?? "", /socket hang up/);
});

test("what is written wrong: what is meant, and exit code 2", async () => {
  for (const [args, message] of [
    [["silent-eof", "--servers", "node-htp"], /unknown server node-htp: did you mean node-http\?/],
    [["silent-eof", "--clients", "crul"], /unknown client crul: did you mean curl\?/],
    [["silent-eof", "--against", "goo"], /unknown server goo: did you mean go\?/],
    [["silent-eof", "--cell", "deno-serv"], /did you mean deno-serve\?/],
    [["silent-oef"], /did you mean silent-eof\?/],
    [["--cell", "node-http"], /want one lab/],
    [["silent-eof", "--runtime", "/usr/bin/node"], /want node=\/path/],
    [["silent-eof", "--repeat", "0"], /want a whole number from 1 to 100/],
  ] as const) {
    const { code, stderr } = await eoflab("Node", ["compare", ...args]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});

test("a runtime that is not there is absent, and no pass", async () => {
  const { labs: rows, servers: found } = await report(
    ...["silent-eof", "--runtime", "node=/nowhere/node", "--clients", "none"],
    ...["--servers", "node-http,node-http@1"],
  );
  const [first, other] = rows[0]?.servers ?? [];
  assert.equal(first?.verdict, "different");
  assert.deepEqual([other?.verdict, other?.because], ["absent", ["not here: /nowhere/node does not run"]]);
  assert.equal(found[1]?.version, null);
});

test("a runtime that is broken costs its own cells: the reason stands there, and the exit code is 3", async (t) => {
  for (const [script, why] of [
    ["echo 'Error: boom' >&2; exit 3", "bun --version: its process ended with code 3: Error: boom"],
    ['if [ "$1" = --version ]; then echo 1.4.5; exit; fi; kill -9 $$', "its process was ended by SIGKILL"],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), "eoflab-compare-"));
    t.teardown(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "bun"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const which = ["--servers", "bun-serve,eoflab-node", "--clients", "fetch-bun,raw"];
    const { stdout, code } = await eoflab("Node", ["compare", "1", ...which, "--format", "json"], {
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    assert.equal(code, 3);
    const [lab] = (JSON.parse(stdout) as Report).labs;
    assert.deepEqual(
      lab?.servers.map(({ verdict, because }) => [verdict, because.join()]),
      [
        ["failed", why],
        ["same", ""],
      ],
    );
    assert.deepEqual(
      lab?.clients.map(({ words, because }) => [words, because]),
      [
        [null, why],
        ["unexpected EOF", null],
      ],
    );
  }
});

test("another Node has columns of its own, with its version", {
  skip: otherNode === undefined ? "EOFLAB_OTHER_NODE names no other Node" : false,
}, async () => {
  const version = execFileSync(otherNode ?? "", ["--version"], { encoding: "utf8" })
    .trim()
    .slice(1);
  assert.notEqual(version, process.versions.node);
  const { labs: rows, servers: found } = await report(
    ...["silent-eof", "panic", "--runtime", `node=${otherNode}`, "--clients", "none"],
    ...["--servers", "eoflab-node,node-http,eoflab-node@1,node-http@1"],
  );
  assert.deepEqual(
    found.map(({ version }) => version),
    [process.versions.node, process.versions.node, version, version],
  );
  for (const { servers: cells } of rows) {
    assert.deepEqual(
      cells.map(({ verdict }) => verdict),
      ["same", "different", "same", "different"],
    );
  }
});

test("interrupted, it leaves no process and says so with its exit code", async () => {
  // The cells of slow-reader take seconds.
  const which = ["silent-eof", "slow-reader", "--servers", "node-http,bun-node-http", "--clients", "none"];
  const { child, done } = start([...runtimes.Node, "compare", ...which]);
  // Once a cell is there, others run.
  await new Promise<void>((resolve) => {
    child.stderr?.on("data", (text) => /of \d+ cells/.test(String(text)) && resolve());
  });
  const pids = children(child.pid ?? 0);
  assert.ok(pids.length > 0);
  child.kill("SIGINT");
  assert.equal((await done).code, 130);
  for (const pid of pids) assert.equal(existsSync(`/proc/${pid}`), false);
});

/** The processes that a process has started. */
function children(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").map(Number);
}
