/**
 * The READMEs say what the program prints, and their examples run as written.
 */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { test } from "tap";
import { labs } from "../labs/mod.ts";
import { formatKnob } from "../lib/lab/knob.ts";
import type { Lab } from "../lib/lab/lab.ts";
import { eoflab, has, root, runtimes, start } from "./fixtures/cli.ts";
import { folderOf } from "./fixtures/labs.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The code blocks of a language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, code = ""]) => code,
  );
}

/** Ports are others in each run, but have as many digits; and so have the megabytes that a kernel takes (lab 09). */
const withoutPorts = (text: string): string =>
  text.replace(/127\.0\.0\.1:\d{5}/g, "127.0.0.1:PORT").replace(/\b\d{7}\b/g, "MEGABYTES");

/** The README of a lab, in its folder: `labs/01_silent_eof/README.md`. */
function readmeOf(lab: Lab): string {
  return `labs/${folderOf(lab)}/README.md`;
}

for (const [file, args] of [
  ["README.md", []],
  ...labs.map((lab): [string, string[]] => [readmeOf(lab), ["run", lab.id]]),
] as const) {
  test(`the ladder in ${file} is what prints`, async () => {
    const { stdout } = await eoflab("Node", [...args]);
    const [ladder = "", ...others] = blocks(read(file), "text");
    assert.ok(ladder.length > 1000);
    for (const shown of [ladder, ...others])
      assert.ok(withoutPorts(stdout).includes(withoutPorts(shown)), `${shown}\nis not in\n${stdout}`);
  });
}

for (const lab of labs) {
  test(`the knobs in ${readmeOf(lab)} are the lab's, with its defaults`, async () => {
    const rows = [...read(readmeOf(lab)).matchAll(/^\| `(\w+)` +\| `([^`]+)`/gm)];
    assert.deepEqual(
      rows.map(([, name, value]) => `${name}=${value}`),
      Object.entries(lab.knobs).map(([name, spec]) => `${name}=${formatKnob(spec, spec.default)}`),
    );
  });
}

test("the README names every lab", async () => {
  for (const lab of labs) {
    const row = `| [${String(lab.number).padStart(2, "0")} ${lab.id}](${readmeOf(lab)}) | ${lab.title} |`;
    assert.ok(read("README.md").includes(row), row);
  }
});

test("every link to a file leads somewhere", async () => {
  for (const file of [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "labs/README.md",
    ...labs.map(readmeOf),
  ]) {
    for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      assert.ok(existsSync(join(root, dirname(file), target)), `${file}: ${target}`);
    }
  }
});

test("every command of the README's table runs", async () => {
  const commands = [...read("README.md").matchAll(/`npm start(?: --silent)? -- ([^`>]*)/g)].map(
    ([, args = ""]) => args.trim(),
  );
  assert.ok(commands.length >= 6, commands.join("\n"));
  for (const command of commands) {
    // A recording, or a terminal, is needed for these.
    if (command.startsWith("replay") || command.startsWith("step")) continue;
    // The demo's own port may be taken on the machine of the test.
    const args = [...command.split(" "), ...(command.includes("--preset demo") ? ["--set", "port=0"] : [])];
    const { code, stderr } = await eoflab("Node", args);
    assert.equal(code, 0, `${command}: ${stderr}`);
  }
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until somebody listens there: the server says where before it does. */
async function isListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
  }
}

const node = runtimes.Node.slice(0, -1);
const deno = [runtimes.Deno[0], "run", "--no-prompt", "--allow-net=127.0.0.1"];

for (const [runtime, command] of [
  ["Node", node],
  ["Deno", deno],
] as const) {
  const skip = has("curl") ? false : "curl is not installed (apt install curl)";
  test(`the README's server and its client, on ${runtime}, and curl`, { skip }, async () => {
    const [server = "", client = ""] = blocks(read("README.md"), "js");
    const port = await freePort();
    /** Runs a file of the README with another port, and waits for its first line. */
    const run = async (name: string, code: string): Promise<ReturnType<typeof start>> => {
      assert.match(code, /127\.0\.0\.1:8800/);
      // In dist/, which git ignores, and where `eoflab` is found as it is in the folder of the README.
      mkdirSync(join(root, "dist/readme"), { recursive: true });
      const file = join(root, `dist/readme/${name}_${runtime}.mjs`);
      writeFileSync(file, code.replaceAll("8800", String(port)));
      const started = start([...command, file]);
      await new Promise((resolve) => started.child.stdout?.once("data", resolve));
      return started;
    };
    const serving = await run("server", server);
    await isListening(port);
    const curl = await start(["curl", "-sS", "--max-time", "20", `http://127.0.0.1:${port}`]).done;
    const asked = await (await run("client", client)).done;
    const limited = await (await run("hurried", client.replace("timeout: 5000", "timeout: 500"))).done;
    serving.child.kill("SIGTERM");
    const { stdout } = await serving.done;
    assert.equal(curl.stderr.trim(), "curl: (52) Empty reply from server");
    assert.equal(curl.code, 52);
    const get = `Get "http://127.0.0.1:${port}": `;
    assert.equal(asked.stdout, `${get}EOF (EOF)\n`);
    assert.equal(
      limited.stdout,
      `${get}context deadline exceeded (Client.Timeout exceeded while awaiting headers) (DEADLINE_EXCEEDED, a timeout)\n`,
    );
    assert.match(stdout, /w\.write took 200 bytes and reported no error/);
  });
}
