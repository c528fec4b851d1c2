import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tap, { test } from "tap";
import { variables } from "../../lib/cli/permissions.ts";
import { version } from "../../lib/cli/version.ts";
import { parseRecording } from "../../lib/trace/recording.ts";
import { denoPermissions, eoflab, has, type RuntimeName, root, runtimes, start } from "../fixtures/cli.ts";

const dir = mkdtempSync(join(tmpdir(), "eoflab-cli-"));
tap.teardown(() => rmSync(dir, { recursive: true, force: true }));

/** What every colour begins with. */
const colorStart = "\u001b";

/** The longest line that is printed where there is no terminal. */
const columns = 80;

/** What a person must see of the story, in this order. */
const story = [
  /GET \/ HTTP\/1\.1/,
  /write deadline armed: 10 s from now/,
  /10\.000 s .*write deadline passes: nobody waits for it/,
  /60\.000 s /,
  /w\.write\(200\)/,
  /response\.w ▕█░+▏ 200\/2048/,
  /w\.write = 200, no error/,
  /handler returns/,
  /Content-Length: 200/,
  /conn\.bufw ▕█░+▏ \d+\/4096/,
  /conn\.bufw flushes \d+/,
  /i\/o\s+[│ ]*timeout/,
  /server closes the socket/,
  /FIN arrives/,
  /The server's log: \(nothing\)/,
  /Get "http:\/\/127\.0\.0\.1:\d+": EOF/,
  /Why/,
  /Try next/,
];

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const absent = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  test(`${runtime}: alone it tells the story, in 80 columns, without colours`, { skip: absent }, async () => {
    const { code, stdout, stderr } = await eoflab(runtime, []);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    let rest = stdout;
    for (const sight of story) {
      const at = rest.search(sight);
      assert.notEqual(at, -1, `${sight} is not there, or not in its place, in\n${stdout}`);
      rest = rest.slice(at);
    }
    assert.match(
      stdout,
      new RegExp(`^${runtime} \\d+\\.\\d+\\.\\d+, (node:net|Deno\\.listen), virtual clock$`, "m"),
    );
    assert.equal(stdout.includes(colorStart), false);
    const long = stdout.split("\n").filter((line) => [...line].length > columns);
    assert.deepEqual(long, []);
  });

  test(`${runtime}: mistakes are said in a sentence, with what is allowed`, { skip: absent }, async () => {
    const cut = join(dir, `${runtime}-cut.ndjson`);
    const whole = (await eoflab(runtime, ["run", "silent-eof", "--json"])).stdout;
    writeFileSync(cut, whole.slice(0, whole.length / 2));
    const inside = join(root, "package.json");
    const mistakes: [args: string[], said: RegExp][] = [
      [["run", "silent-eoff"], /unknown lab silent-eoff: did you mean silent-eof\?/],
      [["run", "qqqqqqqqqqqq"], /unknown lab qqqqqqqqqqqq: eoflab list shows all of them/],
      [["run"], /which lab\?/],
      [["rum", "silent-eof"], /unknown command rum: did you mean run\?/],
      [
        ["zzzzzzz"],
        /unknown command zzzzzzz: want menu, list, find, phrasebook, run, capture, wire, step, tour, replay, diff, export, verify, start, check, watch, hint, solution, reset, next, progress, teach, compare, doctor/,
      ],
      [["run", "silent-eof", "--sett", "size=1"], /unknown option --sett: did you mean --set\?/],
      [["run", "silent-eof", "more"], /unknown argument more/],
      [
        ["run", "silent-eof", "--set", "sise=1"],
        /unknown knob sise: did you mean size\? This lab has writeTimeout, handlerTime, size/,
      ],
      [["run", "silent-eof", "--set", "qqqqqqqqqq=1"], /unknown knob qqqqqqqqqq: this lab has writeTimeout/],
      [["capture", "silent-eof", "--preset", "dem"], /unknown preset dem: did you mean demo\?/],
      [["tour", "--preset", "dem"], /unknown preset dem: did you mean demo\?/],
      [
        ["run", "silent-eof", "--preset", "qqqqqqqqqq"],
        /unknown preset qqqqqqqqqq: this lab has story, demo/,
      ],
      [["run", "silent-eof", "--set", "size=big"], /size=big: want a size such as 200 or 4KiB/],
      [["run", "silent-eof", "--set", "handlerTime=10"], /handlerTime=10: want a duration such as 500ms/],
      [["run", "silent-eof", "--set", "size"], /size has no value/],
      [["run", "silent-eof", "--set"], /Not enough arguments following: set/],
      [
        ["run", "silent-eof", "--preset", "storry"],
        /unknown preset storry: did you mean story\? This lab has story, demo/,
      ],
      [["run", "silent-eof", "--speed", "0"], /--speed 0: want a number above 0/],
      [["run", "silent-eof", "--speed", "fast"], /--speed fast: want a number above 0/],
      [["run", "silent-eof", "--speed", "2", "--real-time"], /--real-time and --speed: want one of them/],
      [["run", "silent-eof", "--speed", "2", "--speed", "3"], /--speed is given 2 times/],
      [["run", "silent-eof", "--transport", "tcp"], /--transport tcp: want node or deno/],
      [["run", "silent-eof", "--set", "size=1000000", "--set", "writeSize=1"], /more than 100000 writes/],
      [["replay"], /which file\?/],
      [["replay", "nowhere.ndjson"], /nowhere\.ndjson: there is no such file/],
      [["replay", inside], /package\.json: this is not a recording of eoflab/],
    ];
    if (runtime !== "Deno") mistakes.push([["replay", cut], /cut\.ndjson: the recording was cut/]);
    const results = await Promise.all(mistakes.map(async ([args]) => await eoflab(runtime, args)));
    for (const [i, [args, said]] of mistakes.entries()) {
      const result = results[i];
      assert.match(result?.stderr ?? "", said, args.join(" "));
      assert.equal(result?.code, 2, args.join(" "));
      assert.doesNotMatch(result?.stderr ?? "", /^ {4}at /m, args.join(" "));
      assert.equal(result?.stdout, "", args.join(" "));
    }
  });

  test(`${runtime}: a recording replays from standard input, and shows what the run showed`, {
    skip: absent,
  }, async () => {
    const { stdout: recorded } = await eoflab(runtime, ["run", "silent-eof", "--json", "--set", "size=5000"]);
    const recording = parseRecording(recorded);
    assert.equal(recording.header.runtime.name, runtime);
    const { code, stdout, stderr } = await eoflab(runtime, ["replay", "-"], { input: recorded });
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.match(stdout, /w\.write = 3965, error: write tcp/);
    assert.ok(stdout.includes(recording.first("server.listen")?.addr ?? "?"));
  });

  test(`${runtime}: a reader that goes away is no error`, { skip: absent }, async () => {
    const args = ["run", "silent-eof", "--json", "--set", "size=20000", "--set", "writeSize=1"];
    const { child, done } = start([...runtimes[runtime], ...args]);
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { code, stderr } = await done;
    assert.equal(stderr, "");
    assert.equal(code, 0);
  });

  test(`${runtime}: Ctrl-C ends a run in real time at once, with 130`, { skip: absent }, async () => {
    const { child, done } = start([...runtimes[runtime], "run", "silent-eof", "--real-time"]);
    child.stderr?.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await done;
    assert.equal(code, 130);
    assert.match(
      stderr,
      /^Running silent-eof for 60s of real time\. Ctrl-C ends it\.\neoflab: the run was interrupted\n$/,
    );
    assert.equal(stdout, "");
  });

  test(`${runtime}: real time takes its time, and --speed a part of it`, { skip: absent }, async () => {
    const timed = async (...args: string[]): Promise<number> => {
      const { stdout, code } = await eoflab(runtime, [
        "run",
        "silent-eof",
        "--json",
        "--set",
        "port=0",
        ...args,
      ]);
      assert.equal(code, 0);
      const recording = parseRecording(stdout);
      const woke = recording.first("handler.wake")?.t ?? 0;
      assert.ok(woke >= 1000, `the handler woke at ${woke}`);
      const { mode, speed } = recording.header.clock;
      return mode === "real" ? woke / speed : 0;
    };
    assert.ok((await timed("--preset", "demo", "--real-time")) >= 1000);
    const fast = await timed("--preset", "demo", "--speed", "10");
    assert.ok(fast >= 100 && fast < 1000, `${fast} ms`);
  });

  test(`${runtime}: a port that is taken is named, with what to do`, { skip: absent }, async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await eoflab(runtime, ["run", "silent-eof", "--set", `port=${port}`]);
    taken.close();
    assert.equal(code, 4);
    assert.match(
      stderr,
      new RegExp(`listen tcp 127\\.0\\.0\\.1:${port}: bind: address already in use\\n.*--set port=`),
    );
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });

  test(`${runtime}: help has examples, for each command`, { skip: absent }, async () => {
    for (const command of [[], ["list"], ["run"], ["replay"], ["doctor"]]) {
      const { code, stdout } = await eoflab(runtime, [...command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, command.length === 0 ? /Commands:/ : /Examples:/);
    }
    assert.equal((await eoflab(runtime, ["--version"])).stdout, `${version}\n`);
  });

  test(`${runtime}: list and doctor speak JSON too`, { skip: absent }, async () => {
    const list = JSON.parse((await eoflab(runtime, ["list", "--json"])).stdout);
    assert.equal(list[0].id, "silent-eof");
    assert.match((await eoflab(runtime, ["list"])).stdout, /01 silent-eof.*preset demo: writeTimeout=500ms/s);
    const doctor = await eoflab(runtime, ["doctor", "--json"]);
    assert.equal(doctor.code, 0);
    const findings = JSON.parse(doctor.stdout) as { name: string; found: string; state: string }[];
    assert.match(findings.find((f) => f.name === "running on")?.found ?? "", new RegExp(`^${runtime} \\d`));
    assert.ok(findings.some((f) => f.name.endsWith("on 127.0.0.1") && f.state === "here"));
  });
}

test("colours: by the flag, then NO_COLOR, then FORCE_COLOR, then the terminal", async () => {
  const colored = async (args: string[], env: Record<string, string>): Promise<boolean> =>
    (await eoflab("Node", ["run", "silent-eof", ...args], { env })).stdout.includes(colorStart);
  assert.equal(await colored([], {}), false);
  assert.equal(await colored(["--color"], { NO_COLOR: "1" }), true);
  assert.equal(await colored(["--no-color"], { FORCE_COLOR: "1" }), false);
  assert.equal(await colored([], { NO_COLOR: "1", FORCE_COLOR: "1" }), false);
  assert.equal(await colored([], { FORCE_COLOR: "1" }), true);
});

test("--ascii draws with ASCII alone, and --notes says where Go does the same", async () => {
  const { stdout } = await eoflab("Node", ["run", "silent-eof", "--ascii", "--notes"]);
  assert.doesNotMatch(stdout, /[^\n -~]/);
  assert.match(stdout, /net\/http server\.go/);
});

test("--notes also says what prevents it and where it has happened", async () => {
  const noted = (await eoflab("Node", ["run", "silent-eof", "--notes"])).stdout;
  const end = noted.slice(noted.indexOf("\nPrevent it\n"));
  assert.match(
    end,
    /^\nPrevent it\n {2}Go: {3}\w.*\n {2}Node: \w.*\n {2}Deno: \w.*\nIt happened\n {2}golang\/go#21389: /s,
  );
  assert.match(end, /\n {2}https:\/\/github\.com\/golang\/go\/issues\/21389\n\nTry next\n/);
  assert.ok(end.split("\n").every((line) => line.length <= 80));
  assert.doesNotMatch((await eoflab("Node", ["run", "silent-eof"])).stdout, /Prevent it|It happened/);
});

test("options without a command are those of the first lab's run", async () => {
  const { code, stdout } = await eoflab("Node", ["--set", "handlerTime=9s"]);
  assert.equal(code, 0);
  assert.match(stdout, /The client got: {3}200, 200 bytes/);
});

test("a knob that is set twice has the last value, and others keep theirs", async () => {
  const args = ["run", "1", "--json", "--set", "size=1", "--set", "writeSize=3", "--set", "size=7"];
  const { knobs } = parseRecording((await eoflab("Node", args)).stdout).header;
  assert.deepEqual([knobs.size, knobs.writeSize], [7, 3]);
});

test("Deno without a permission: exit 4, and the flag to add", async () => {
  const without = (flag: string): string[] => denoPermissions.filter((word) => !word.startsWith(flag));
  const [deno = "", , ...rest] = runtimes.Deno;
  const main = rest.at(-1) ?? "";
  const run = async (permissions: string[], ...args: string[]) =>
    await start([deno, "run", ...permissions, main, ...args]).done;
  for (const transport of ["deno", "node"]) {
    const noNet = await run(without("--allow-net"), "run", "silent-eof", "--transport", transport);
    assert.equal(noNet.code, 4, noNet.stderr);
    assert.match(noNet.stderr, /--allow-net=127\.0\.0\.1/);
    assert.doesNotMatch(noNet.stderr, /^ {4}at /m);
  }
  const noEnv = await run(without("--allow-env"), "run", "silent-eof");
  assert.equal(noEnv.code, 4);
  assert.match(noEnv.stderr, /add: --allow-env=/);
  const file = join(dir, "elsewhere.ndjson");
  writeFileSync(file, "");
  const noRead = await run(denoPermissions.slice(), "replay", file);
  assert.equal(noRead.code, 4);
  assert.ok(noRead.stderr.includes(`--allow-read=${file}`), noRead.stderr);
});

test("deno.json grants the variables that the command line asks for, and no others", async () => {
  const granted = denoPermissions.find((word) => word.startsWith("--allow-env="));
  assert.equal(granted, `--allow-env=${variables.join(",")}`);
  assert.ok(denoPermissions.includes("--allow-net=127.0.0.1"));
});
