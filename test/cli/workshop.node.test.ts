/** The workshop as a new user goes through it, in a folder outside the repository. */

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { type Ran, root, runtimes, start } from "../fixtures/cli.ts";

const exercise = join(root, "labs/01_silent_eof/exercise.ts");
const solution = join(root, "labs/01_silent_eof/solution.ts");

/** A folder of a user's, and eoflab started in it. */
interface Room {
  readonly folder: string;
  /** The user's file for lab 01. */
  readonly file: string;
  readonly eoflab: (...args: string[]) => Promise<Ran>;
  readonly command: (...args: string[]) => readonly string[];
  readonly env: Record<string, string>;
}

/** How eoflab is started on Deno: as deno.json's task does it, from any folder. */
function denoCommand(folder: string): string[] {
  const { tasks } = JSON.parse(readFileSync(join(root, "deno.json"), "utf8")) as {
    tasks: { workshop: { command: string } };
  };
  const env = tasks.workshop.command.split(" ").find((word) => word.startsWith("--allow-env=")) ?? "";
  const deno = join(root, "node_modules/deno/deno");
  return [
    ...[join(root, "node_modules/.bin/deno"), "run", "--no-prompt", "--allow-net=127.0.0.1", env],
    ...[`--allow-read=${root},${folder}`, `--allow-write=${folder}`, `--allow-run=${deno}`],
    join(root, "lib/cli/main.ts"),
  ];
}

/** How long a process has computed, in s; 0 where /proc does not tell. */
function cpuTime(pid: number | undefined): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return 0;
  const [, user = 0, system = 0] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(stat, "utf8")) ?? [];
  return (Number(user) + Number(system)) / 100;
}

async function inRoom(runtime: "Node" | "Deno", use: (room: Room) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-room-"));
  const env = { XDG_STATE_HOME: join(folder, "state") };
  const program = runtime === "Node" ? runtimes.Node : denoCommand(folder);
  const command = (...args: string[]): readonly string[] => [...program, ...args];
  try {
    await use({
      folder,
      file: join(folder, "exercises/01_silent_eof.ts"),
      eoflab: (...args) => start(command(...args), { cwd: folder, env }).done,
      command,
      env,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const runtime of ["Node", "Deno"] as const) {
  test(`start, a wrong edit, check, hint, the right edit, check, next, on ${runtime}`, async () => {
    await inRoom(runtime, async ({ file, eoflab }) => {
      const started = await eoflab("start", "silent-eof");
      assert.equal(started.code, 0, started.stderr);
      assert.equal(readFileSync(file, "utf8"), readFileSync(exercise, "utf8"));

      const given = await eoflab("check");
      assert.equal(given.code, 1, given.stderr);
      assert.match(given.stdout, /✗ whoever asks gets the whole report, when making it takes a minute/);
      assert.match(given.stdout, /expected: status 200 and all 200 bytes\n +seen: Get "http:.*": EOF/);
      assert.match(given.stdout, /server closes the socket/, "the ladder around the place");
      assert.match(given.stdout, /The lab shows why: .* step silent-eof/);

      writeFileSync(file, readFileSync(file, "utf8").replace("writeTimeout: 10_000", "writeTimeout: 0"));
      const wrong = await eoflab("check", "silent-eof");
      assert.equal(wrong.code, 1);
      assert.match(wrong.stdout, /● whoever asks gets the whole report, when making it takes a minute/);
      assert.match(wrong.stdout, /✗ somebody who reads nothing is cut off/);

      const hints = [await eoflab("hint"), await eoflab("hint")].map(({ stdout }) => stdout);
      assert.match(hints[0] ?? "", /^Hint 1 of 4\n/);
      assert.match(hints[1] ?? "", /Hint 2 of 4\n/);
      const hidden = await eoflab("solution");
      assert.equal(hidden.code, 2);
      assert.match(hidden.stderr, /has not passed yet/);

      cpSync(solution, file);
      const right = await eoflab("check");
      assert.equal(right.code, 0, right.stdout);
      assert.match(right.stdout, /All 5 hold: this is repaired\./);
      const shown = await eoflab("solution");
      assert.equal(shown.stdout.trim(), readFileSync(solution, "utf8").trim());

      const { code, stdout } = await eoflab("progress", "--json");
      assert.equal(code, 0);
      const [first] = (JSON.parse(stdout) as { labs: unknown[] }).labs;
      const known = { file, passed: true, hints: 2, revealed: false };
      assert.deepEqual(first, { lab: "silent-eof", done: false, exercise: known });
      const followed = await eoflab("next");
      assert.equal(followed.code, 0, followed.stderr);
    });
  });
}

test("a file that was changed is left alone by start, and kept by --force and by reset", async () => {
  await inRoom("Node", async ({ folder, file, eoflab }) => {
    await eoflab("start", "silent-eof");
    writeFileSync(file, "mine");
    const again = await eoflab("start", "silent-eof");
    assert.equal(again.code, 2);
    assert.match(again.stderr, /you have changed it/);
    assert.equal(readFileSync(file, "utf8"), "mine");
    assert.equal((await eoflab("start", "silent-eof", "--force")).code, 0);
    assert.equal(readFileSync(`${file}.bak-1`, "utf8"), "mine");
    writeFileSync(file, "mine, too");
    assert.equal((await eoflab("reset", "--all")).code, 0);
    assert.equal(readFileSync(`${file}.bak-2`, "utf8"), "mine, too");
    assert.equal(readFileSync(file, "utf8"), readFileSync(exercise, "utf8"));
    assert.ok(readdirSync(join(folder, "exercises")).every((name) => !name.endsWith(".tmp")));
  });
});

test("a solution that was looked at before it passed is remembered", async () => {
  await inRoom("Node", async ({ eoflab }) => {
    await eoflab("start", "silent-eof");
    assert.equal((await eoflab("solution", "--reveal")).code, 0);
    assert.match((await eoflab("progress")).stdout, /01 silent-eof .*begun, solution seen/);
  });
});

test("a damaged progress file is kept aside, and the check goes on", async () => {
  await inRoom("Node", async ({ folder, file, eoflab }) => {
    await eoflab("start", "silent-eof");
    const state = join(folder, "state/eoflab/progress.json");
    writeFileSync(state, "{ damaged");
    cpSync(solution, file);
    const checked = await eoflab("check", "silent-eof");
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stderr, /is damaged .* it is kept as/);
    assert.equal(readFileSync(`${state}.damaged-1`, "utf8"), "{ damaged");
  });
});

test("two checks at once say the same, and the progress is whole", async () => {
  await inRoom("Node", async ({ file, eoflab }) => {
    await eoflab("start", "silent-eof");
    cpSync(solution, file);
    const both = await Promise.all([eoflab("check", "silent-eof"), eoflab("check", "silent-eof")]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.match((await eoflab("progress")).stdout, /01 silent-eof .*passed/);
  });
});

for (const [args, said] of [
  [["start", "nonesuch"], /unknown lab nonesuch/],
  [["start", "the-threshold"], /lab the-threshold has no exercise; these have: silent-eof/],
  [["check"], /which exercise\? Begin with: eoflab start silent-eof/],
  [["check", "silent-eof"], /01_silent_eof\.ts is not there\. Begin with: eoflab start silent-eof/],
  [["reset"], /want a lab, or --all/],
] as const) {
  test(`eoflab ${args.join(" ")} says what to do`, async () => {
    await inRoom("Node", async ({ eoflab }) => {
      const { code, stderr } = await eoflab(...args);
      assert.equal(code, 2);
      assert.match(stderr, said);
    });
  });
}

for (const poll of [[], ["--poll"]]) {
  test(`watch ${poll.join("")} checks at every save, and survives a syntax error and a deleted file`, async () => {
    await inRoom("Node", async ({ folder, file, eoflab, command, env }) => {
      await eoflab("start", "silent-eof");
      const { child, done } = start(command("watch", "silent-eof", ...poll), { cwd: folder, env });
      let out = "";
      child.stdout?.on("data", (text: string) => {
        out += text;
      });
      /** Waits until so much has been said since the last time. */
      const said = async (what: RegExp): Promise<void> => {
        while (!what.test(out)) await new Promise((resolve) => child.stdout?.once("data", resolve));
        out = "";
      };
      await said(/checking exercises\/01_silent_eof\.ts[\s\S]*2 of 5 do not hold yet[\s\S]*watching/);
      const before = cpuTime(child.pid);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const used = cpuTime(child.pid) - before;
      assert.ok(used <= 0.05, `${used} s of CPU in a second in which nothing happens`);
      writeFileSync(file, "const = ;\n");
      await said(/01_silent_eof\.ts:1:7[\s\S]*watching/);
      rmSync(file);
      await said(/is gone\. It is checked when it is there again[\s\S]*watching/);
      cpSync(solution, file);
      await said(/All 5 hold[\s\S]*watching/);
      child.kill("SIGINT");
      assert.equal((await done).code, 0);
    });
  });
}
