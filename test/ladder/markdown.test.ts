import assert from "node:assert/strict";
import { drawLadder } from "../../lib/ladder/ladder.ts";
import { drawMarkdown } from "../../lib/ladder/markdown.ts";
import { ascii } from "../../lib/ladder/style.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf } from "../fixtures/recordings.ts";

test("it is a heading, a table, and the ladder between fences", () => {
  const recording = recordingOf(at(0, "client.fin", {}));
  const heading = { title: "01 a lab", facts: [["Knobs", "size=200"]] as const };
  assert.deepEqual(
    [...drawMarkdown(recording, heading, ascii)],
    [
      "# 01 a lab",
      "",
      "| What | Value |",
      "| --- | --- |",
      "| Knobs | size=200 |",
      "",
      "```text",
      ...[...drawLadder(recording, { symbols: ascii })].map((line) => line.trimEnd()),
      "```",
    ],
  );
});

test("neither a value nor what a peer sent ends the table or the fence", () => {
  const recording = recordingOf(at(0, "server.log", { line: "```` and ```" }));
  const heading = { title: "*a* <b>", facts: [["a|b", "c\n|d`"]] as const };
  const lines = [...drawMarkdown(recording, heading, ascii)];
  assert.equal(lines[0], "# \\*a\\* \\<b\\>");
  assert.equal(lines[4], "| a\\|b | c \\|d\\` |");
  assert.deepEqual([lines[6], lines.at(-1)], ["`````text", "`````"]);
});
