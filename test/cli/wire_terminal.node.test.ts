/**
 * `eoflab wire` in a real terminal: nothing is wider than it, and Ctrl-C in the middle of a large capture leaves it as it
 * was.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { has, type RuntimeName, root, runtimes } from "../fixtures/cli.ts";
import { inTerminal, noTmux } from "../fixtures/tmux.ts";

const story = `${root}labs/01_silent_eof/capture.csv`;

function commandOf(runtime: RuntimeName): string {
  return runtimes[runtime].map((word) => `'${word}'`).join(" ");
}

for (const columns of [80, 120]) {
  test(`in ${columns} columns no row of the story's capture goes on in the next one`, {
    skip: noTmux,
  }, async (t) => {
    const packets = readFileSync(story, "utf8").trimEnd().split("\n").length - 1;
    for (const format of ["table", "ladder"]) {
      const command = `${commandOf("Node")} wire ${story} --format ${format}; echo shown; read line`;
      await inTerminal({ columns, rows: 120, command }, async (terminal) => {
        const screen = await terminal.sees(/^shown$/m);
        const lines = screen.slice(0, screen.indexOf("shown"));
        if (format === "table") assert.equal(lines.length, packets + 1, lines.join("\n"));
        const begins =
          format === "table" ? /^(No\.| ?\d+) / : /^ {14}client server$|^ +[\d.]+ {3}[●◀]─|^ {15}│ {6}│ /;
        for (const line of lines) assert.match(line, begins);
      });
    }
    t.pass("held");
  });
}

/** A capture that has no end: its beginning and its packets are two files, and the second comes again and again. */
function endless(dir: string): string {
  const bytes = readFileSync(`${root}test/fixtures/wire/silent_eof.pcap`);
  writeFileSync(join(dir, "begin"), bytes.subarray(0, 24));
  const packets = Array.from({ length: 1000 }, () => bytes.subarray(24));
  writeFileSync(join(dir, "packets"), Buffer.concat(packets));
  return `(cat ${dir}/begin; while :; do cat ${dir}/packets; done)`;
}

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const noBun = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  test(`${runtime}: Ctrl-C in the middle of a capture ends it with 130, and no colour goes on`, {
    skip: noTmux || noBun,
  }, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), "eoflab-wire-"));
    try {
      const wire = `${endless(dir)} | ${commandOf(runtime)} wire - --explain`;
      const command = `trap : INT; ${wire}; code=$?; printf 'it is plain'; (exit $code)`;
      await inTerminal({ columns: 80, rows: 24, command }, async (terminal) => {
        await terminal.sees(/│ {6}│/);
        await terminal.send("C-c");
        assert.equal(await terminal.exited(), 130);
        await terminal.sees(/^it is plain/m);
        const styled = (await terminal.capture({ styles: true })).find((line) =>
          line.includes("it is plain"),
        );
        const reset = ["\u001b[0m", "\u001b[39m", "\u001b[49m"];
        const words = reset.reduce((rest, code) => rest.replaceAll(code, ""), styled ?? "");
        assert.equal(words, "it is plain");
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
    t.pass("held");
  });

  test(`${runtime}: what is printed in colours before SIGINT ends with no colour`, {
    skip: noBun,
  }, async (t) => {
    const [program = "", ...args] = [...runtimes[runtime], "wire", "-", "--explain", "--color"];
    const child = spawn(program, args, { cwd: root, stdio: ["pipe", "pipe", "inherit"], timeout: 60_000 });
    let said = "";
    let interrupted = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (!interrupted && said.includes("GET / HTTP/1.1")) interrupted = child.kill("SIGINT");
    });
    // Its end is left open: it waits for more.
    child.stdin.write(readFileSync(`${root}test/fixtures/wire/silent_eof.pcap`));
    const [code] = await once(child, "close");
    assert.equal(code, 130);
    assert.ok(said.endsWith("\u001b[0m\n"), JSON.stringify(said.slice(-40)));
    t.pass("held");
  });
}
