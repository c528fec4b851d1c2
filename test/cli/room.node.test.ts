/** eoflab outside its repository: from the packed package, and from the bundle of a room without a network. */

import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "tap";
import { list } from "tar";
import { exercises } from "../../labs/exercises.ts";
import { eoflab, has, type Ran, root, start } from "../fixtures/cli.ts";

/** Runs something in a folder outside the repository. */
async function outside(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-outside-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function succeeds(command: readonly string[], cwd: string): Promise<Ran> {
  const ran = await start(command, { cwd }).done;
  assert.equal(ran.code, 0, `${command.join(" ")}\n${ran.stdout}${ran.stderr}`);
  return ran;
}

/** Packs eoflab, and puts it where npm would put it; the packages that it needs are those of the repository. */
async function install(folder: string): Promise<void> {
  await succeeds(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder], root);
  const [packed = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  await succeeds(["tar", "-xzf", packed], folder);
  renameSync(join(folder, "package"), join(modules, "eoflab"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(folder, "package.json"), '{"private": true, "dependencies": {"eoflab": "0.1.0"}}');
}

/** Node, without what tap hooks into every process. */
const node = ["env", "-u", "NODE_OPTIONS", process.execPath];

const tsc = [...node, join(root, "node_modules/typescript/bin/tsc")];

const deno = join(root, "node_modules/.bin/deno");

/** What a user types in front of a command, and what eoflab tells them to. */
const installed: Readonly<Record<string, { command: readonly string[]; said: string }>> = {
  Node: { command: [...node, "node_modules/eoflab/dist/lib/cli/main.js"], said: "eoflab" },
  Deno: { command: [deno, "run", "-A", "npm:eoflab"], said: "deno run -A npm:eoflab" },
};

test("the packed package, installed in another folder", async (t) => {
  await outside(async (folder) => {
    await install(folder);
    for (const [runtime, { command, said }] of Object.entries(installed)) {
      await t.test(
        `start, a wrong edit, check, hint, the right edit, check, next, on ${runtime}`,
        async () => {
          const state = ["--state", join(folder, `${runtime}.json`), "--dir", runtime];
          const run = (...args: string[]): Promise<Ran> =>
            start([...command, ...args, ...state], { cwd: folder }).done;
          const started = await run("start", "flush-tells");
          assert.equal(started.code, 0, started.stderr);
          assert.ok(started.stdout.includes(`  2. ${said} check flush-tells`), started.stdout);
          const file = join(folder, runtime, "03_flush_tells.ts");
          const lab = join(folder, "node_modules/eoflab/labs/03_flush_tells");
          cpSync(join(lab, "mutants/twice.ts"), file);
          const wrong = await run("check", "flush-tells");
          assert.equal(wrong.code, 1, wrong.stderr);
          assert.match(wrong.stdout, /seen: +it is put back twice/);
          assert.match((await run("hint", "flush-tells")).stdout, /^Hint 1 of 4\n/);
          cpSync(join(lab, "solution.ts"), file);
          const right = await run("check", "flush-tells");
          assert.equal(right.code, 0, right.stdout);
          assert.match(right.stdout, /this is repaired/);
          assert.equal((await run("next")).code, 0);
          await succeeds([...tsc, "-p", runtime], folder);
        },
      );
    }
  });
});

test("the bundle of a room has no solutions, and needs nothing but itself", async () => {
  await outside(async (folder) => {
    const out = join(folder, "room.tar.gz");
    const made = await eoflab("Node", ["teach", "bundle", "--out", out]);
    assert.equal(made.code, 0, made.stderr);
    const first = readFileSync(out);

    const again = await eoflab("Node", ["teach", "bundle", "--out", out]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /is there already; --force writes over it/);
    assert.equal((await eoflab("Node", ["teach", "bundle", "--out", out, "--force"])).code, 0);
    assert.ok(first.equals(readFileSync(out)), "the same bytes each time");

    const names: string[] = [];
    await list({ file: out, onReadEntry: ({ path }) => names.push(path) });
    assert.deepEqual(
      names.filter((name) => /labs\/[^/]+\/(solution|check)\.ts$|\/mutants\//.test(name)),
      [],
    );
    assert.equal(
      names.filter((name) => /^eoflab-workshop\/exercises\/\d\d_\w+\.ts$/.test(name)).length,
      exercises.length,
    );
    assert.deepEqual(names, [...names].sort());

    await succeeds(["tar", "-xzf", out], folder);
    const room = join(folder, "eoflab-workshop");
    const state = ["--state", join(folder, "progress.json")];
    // Without a network: a namespace of its own has none, where that is allowed.
    const alone = has("unshare")
      ? ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && "$0" "$@"']
      : [];
    const mayUnshare = alone.length > 0 && (await start([...alone, "true"]).done).code === 0;
    const apart = [
      ...(mayUnshare ? alone : []),
      "env",
      "-i",
      `PATH=${process.env.PATH}`,
      process.execPath,
      "eoflab.mjs",
    ];
    const check = await start([...apart, "check", "1", ...state], { cwd: room }).done;
    assert.equal(check.code, 1, check.stderr);
    assert.match(check.stdout, /A hint: node eoflab\.mjs hint silent-eof/);
    cpSync(join(root, "labs/01_silent_eof/solution.ts"), join(room, "exercises/01_silent_eof.ts"));
    const right = await start([...apart, "check", "1", ...state], { cwd: room }).done;
    assert.equal(right.code, 0, right.stdout);
    const solution = await start([...apart, "solution", "1", ...state], { cwd: room }).done;
    assert.equal(solution.code, 4);
    assert.match(solution.stderr, /handed out without solutions/);
    await succeeds([...tsc, "-p", "exercises"], room);
    assert.ok(existsSync(join(room, "START.md")));
  });
});
