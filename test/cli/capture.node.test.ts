/** `eoflab capture`, as a user runs it, on each runtime. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Test, test } from "tap";
import { parseRecording, type Recording } from "../../lib/trace/recording.ts";
import { cannotCapture } from "../fixtures/capturing.ts";
import { eoflab, has, root, runtimes, start } from "../fixtures/cli.ts";

const skip = cannotCapture();
const noBun = has("bun") ? false : "there is no bun here";

/** The permissions of `deno task capture`. */
const deno = (
  JSON.parse(readFileSync(`${root}deno.json`, "utf8")) as { tasks: { capture: { command: string } } }
).tasks.capture.command
  .replaceAll("$HOME", process.env.HOME ?? "")
  .split(" ");

const commands = {
  Node: [...runtimes.Node, "capture"],
  Deno: deno,
  Bun: [...runtimes.Bun, "capture"],
} as const;

const demo = ["silent-eof", "--preset", "demo", "--set", "port=0"] as const;

/** A folder of the test's own. */
function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), "eoflab-"));
  t.teardown(() => rmSync(path, { recursive: true }));
  return path;
}

/** The demo's packets lie between the events that send and read them. */
function checkDemo(recording: Recording): void {
  const wire = recording.all("wire.packet");
  const place = (words: RegExp, from: string): number =>
    wire.find((e) => words.test(e.info) && e.from === from)?.seq ?? assert.fail(`no ${words}`);
  const seq = (name: Parameters<Recording["first"]>[0]): number =>
    recording.first(name)?.seq ?? assert.fail(name);
  // Linux acknowledges the server's FIN with the client's, or by itself where that takes the client long.
  assert.ok([8, 9].includes(wire.length), `${wire.length} packets`);
  const order = [
    seq("client.dial"),
    place(/\[SYN\]/, "client"),
    place(/\[SYN, ACK\]/, "server"),
    seq("client.write"),
    place(/^GET \/ HTTP\/1\.1 $/, "client"),
    seq("rwc.read"),
    seq("handler.return"),
    seq("rwc.close"),
    place(/\[FIN, ACK\]/, "server"),
    seq("client.fin"),
    place(/\[FIN, ACK\]/, "client"),
  ];
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.deepEqual(recording.header.capture, { program: "tcpdump", dropped: 0 });
}

for (const name of ["Node", "Deno", "Bun"] as const) {
  test(`capture shows the demo's packets between the events, on ${name}`, {
    skip: skip || (name === "Bun" && noBun),
  }, async (t) => {
    const { code, stdout, stderr } = await start([...commands[name], ...demo, "--json"]).done;
    assert.equal(code, 0, stderr);
    checkDemo(parseRecording(stdout));
    t.pass("held");
  });
}

test("run --capture shows them, too, with the time they took", { skip }, async (t) => {
  const { code, stdout } = await eoflab("Node", ["run", "--capture", ...demo]);
  assert.equal(code, 0);
  assert.match(stdout, /^ +│ wire$/m);
  assert.match(stdout, /●─▶ .*\[SYN\] Seq=0/);
  assert.match(stdout, /The wire: [89] packets, captured by tcpdump\. In real time they took \d+ ms\./);
  assert.match(stdout, /All \d+ claims of this lab hold/);
  t.pass("held");
});

test("the CSV has Wireshark's form, and -w keeps a file that is not written over", { skip }, async (t) => {
  const file = join(folder(t), "run.pcap");
  const first = await start([...commands.Node, ...demo, "--format", "csv", "-w", file]).done;
  assert.equal(first.code, 0, first.stderr);
  const [head, syn] = first.stdout.split("\n");
  assert.equal(head, '"No.","Time","Source","Destination","Protocol","Length","Info"');
  assert.match(
    syn ?? "",
    /^"1","0\.000000","127\.0\.0\.1","127\.0\.0\.1","TCP","\d+","\d+ {2}> {2}\d+ \[SYN\] Seq=0 Win=\d+ Len=0 MSS=\d+ SACK_PERM TSval=\d+ TSecr=0 WS=\d+"$/,
  );
  const kept = readFileSync(file);
  const listed = spawnSync("tcpdump", ["-n", "-r", file], { encoding: "utf8" }).stdout;
  assert.equal(listed.trim().split("\n").length, first.stdout.trim().split("\n").length - 1);
  const read = await eoflab("Node", ["wire", file, "--format", "csv"]);
  assert.equal(read.stdout, first.stdout, "the file says the same");
  const second = await start([...commands.Node, ...demo, "-w", file]).done;
  assert.equal(second.code, 2);
  assert.match(second.stderr, /run\.pcap: is there already; --force writes over it/);
  assert.deepEqual(readFileSync(file), kept);
  t.pass("held");
});

test("a recording with packets is replayed, exported and compared", { skip }, async (t) => {
  const file = join(folder(t), "run.ndjson");
  const { stdout } = await start([...commands.Node, ...demo, "--json"]).done;
  const again = await start([...commands.Node, ...demo, "--json"]).done;
  await start(["sh", "-c", `cat > ${file}`], { input: again.stdout }).done;
  const replayed = await eoflab("Node", ["replay", "-"], { input: stdout });
  assert.equal(replayed.code, 0, replayed.stderr);
  assert.match(replayed.stdout, /The wire: [89] packets/);
  for (const format of ["json", "md", "svg", "cast"]) {
    const { code, stdout: out } = await eoflab("Node", ["export", "-", "--format", format], {
      input: stdout,
    });
    assert.equal(code, 0);
    assert.match(out, /SACK_PERM/);
  }
  const { stdout: diffed } = await eoflab("Node", ["diff", file, "-"], { input: stdout });
  assert.doesNotMatch(diffed, /\[SYN/, "ports and timestamps are no difference");
  t.pass("held");
});

test("where capturing is not allowed it ends with 4 and says what to do; run goes on", {
  skip: skip || (process.getuid?.() === 0 && has("setpriv") ? false : "only root can give up its rights"),
}, async (t) => {
  const nobody = ["setpriv", "--bounding-set=-net_raw,-net_admin", "--inh-caps=-net_raw,-net_admin"];
  const { code, stderr } = await start([...nobody, ...commands.Node, ...demo]).done;
  assert.equal(code, 4, stderr);
  for (const words of [
    /could not capture/,
    /apt-get install tcpdump/,
    /setcap cap_net_raw,cap_net_admin=eip/,
  ])
    assert.match(stderr, words);
  const ran = await start([...nobody, ...runtimes.Node, "run", ...demo]).done;
  assert.equal(ran.code, 0);
  t.pass("held");
});

test("where neither tcpdump nor dumpcap is there it ends with 4, and says how to install one", {
  skip: existsSync("/usr/sbin/tcpdump") ? "tcpdump is in /usr/sbin, where it is looked for" : false,
}, async (t) => {
  const without = ["env", "-u", "NODE_OPTIONS", "PATH=/none", process.execPath];
  const { code, stderr } = await start([...without, `${root}dist/lib/cli/main.js`, "capture", ...demo]).done;
  assert.equal(code, 4, stderr);
  assert.match(stderr, /neither tcpdump nor dumpcap is here\n.*apt-get install tcpdump/);
  t.pass("held");
});

test("Deno without the permission is told which one", async (t) => {
  const { code, stderr } = await eoflab("Deno", ["capture", ...demo]);
  assert.equal(code, 4);
  assert.match(stderr, /npx deno task capture LAB\nor add: --allow-run=tcpdump/);
  t.pass("held");
});

/** The programs that a process has started and that still run. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Whether a process is there, and not only its exit code. */
function lives(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

/** Looks again and again for as long as it may take. */
async function eventually(is: () => boolean): Promise<boolean> {
  for (let i = 0; i < 300; i++) {
    if (is()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

for (const [signal, wanted] of [
  ["SIGINT", 130],
  ["SIGTERM", 130],
  ["SIGKILL", null],
] as const) {
  test(`no tcpdump is left behind after ${signal}`, { skip }, async (t) => {
    const program = [process.execPath, `${root}dist/lib/cli/main.js`, "capture"];
    const { child, done } = start([...program, "two-keepalives", "--real-time"], {
      env: { NODE_OPTIONS: "" },
    });
    const pid = child.pid ?? assert.fail();
    let children: number[] = [];
    // The run has begun when it is announced, and tcpdump is there.
    assert.ok(
      await eventually(() => {
        children = childrenOf(pid);
        return children.length > 0;
      }),
    );
    process.kill(pid, signal);
    const { code } = await done;
    assert.equal(code, wanted);
    assert.ok(await eventually(() => !children.some(lives)), "tcpdump still runs");
    t.pass("held");
  });
}
