/** Each stop of the tour finds its lines, and the run at the default knobs comes by it. */

import assert from "node:assert/strict";
import { silentEof } from "../../../labs/01_silent_eof/lab.ts";
import { page } from "../../../lib/cli/tour/page.ts";
import { fragmentOf, readFragment } from "../../../lib/cli/tour/source.ts";
import { stops } from "../../../lib/cli/tour/stops.ts";
import { defaults } from "../../../lib/lab/knob.ts";
import { runLab } from "../../../lib/lab/run.ts";
import { plain } from "../../../lib/ladder/style.ts";
import { test } from "../../fixtures/harness.ts";

/** What the walk must come by, in this order. */
const walk =
  /ListenAndServe.* Serve.*newConn.*conn\.bufr and conn\.bufw.*conn\.serve.*readRequest.*response and its w.*ServeHTTP.*Writer\.Write.*finishRequest.*chunkWriter.*into conn\.bufw.*Flush.*checkConnErrorWriter/;

test("the tour comes by every stop of the walk, in its order", async () => {
  assert.match(stops.map(({ title }) => title).join(" "), walk);
});

test("each stop finds its lines", async () => {
  for (const { code } of stops) {
    assert.ok(code.length > 0);
    for (const mark of code) {
      const { lines, line } = readFragment(mark);
      assert.ok(lines[0]?.startsWith(mark.begins), mark.begins);
      assert.ok(line > 1 && lines.length < 80, `${mark.file}:${line} has ${lines.length} lines`);
    }
  }
});

test("a stop that no longer finds its lines fails, and so does one that finds two", async () => {
  const mark = { file: "a.ts", begins: "f(" };
  assert.deepEqual(fragmentOf(mark, "class A {\n  f() {\n    if (x) {\n    }\n  }\n}").lines, [
    "f() {",
    "  if (x) {",
    "  }",
    "}",
  ]);
  assert.throws(() => fragmentOf(mark, "g() {\n}"), /a\.ts: 0 lines begin with f\(/);
  assert.throws(() => fragmentOf(mark, "f();\nf();"), /2 lines/);
  assert.throws(() => fragmentOf(mark, "f() {\n  x"), /a\.ts:1: what begins here does not end/);
});

test("the default run comes by every stop, and the values are its own", async () => {
  const rec = await runLab(silentEof, {
    knobs: defaults(silentEof.knobs),
    clock: { mode: "virtual", speed: 1 },
  });
  const pages = stops.map((stop) => {
    assert.notEqual(stop.on(rec), undefined, stop.title);
    return page(stop, rec, 80, plain).join("\n");
  });
  const all = pages.join("\n");
  const values = [
    /write deadline: in 10 s/,
    /response\.w: 200\/2048/,
    /200 bytes, no error/,
    /conn\.bufw: 3\d\d\/4096/,
    /i\/o timeout/,
    /write deadline: passed 50 s ago/,
    /log: 0 lines/,
    /EOF/,
  ];
  for (const value of values) assert.match(all, value);
});

test("where a run did not come by, the stop says so", async () => {
  const knobs = { ...defaults(silentEof.knobs), size: 0 };
  const rec = await runLab(silentEof, { knobs, clock: { mode: "virtual", speed: 1 } });
  const stop = stops.find(({ title }) => title === "bufio.Writer.Write, into response.w");
  assert.ok(stop !== undefined);
  assert.match(page(stop, rec, 80, plain).join("\n"), /did not come by here/);
});
