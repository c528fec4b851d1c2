/** The copy of the server without its trace, beside which the trace's cost is measured. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { test } from "tap";
import { buildUntraced, withoutTrace } from "../untraced.ts";

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

test("a report to the trace is no statement any more, however the trace is reached", async () => {
  const { text, places } = withoutTrace(
    [
      'trace?.emit("a", 1, {});',
      'this.trace?.emit("b", this.id, { ms: f() });',
      'this.#trace?.emit("c", 1, {});',
      'if (x) res.trace?.emit("d", 1, {});',
      "other?.emit(1);",
      "trace?.listen(1);",
    ].join("\n"),
  );
  assert.equal(places, 4);
  assert.deepEqual(lines(text), [";", ";", ";", "if (x)", ";", "other?.emit(1);", "trace?.listen(1);"]);
});

test("where a trace is asked for there is none", async () => {
  const { text, places } = withoutTrace(
    "const a = this.trace === null ? 1 : 2;\nif (trace !== null) f(trace);\nif (b === null) g();",
  );
  assert.equal(places, 2);
  assert.deepEqual(lines(text), [
    "const a = true ? 1 : 2;",
    "if (false)",
    "f(trace);",
    "if (b === null)",
    "g();",
  ]);
});

test("the copy answers as the server does, and reports nothing to a trace", async () => {
  const { folder, places } = buildUntraced();
  assert.ok(places >= 20, `${places} places`);
  const events = (lib: string): string => {
    const program = `
      const { Server, Recorder, systemClock } = await import(${JSON.stringify(`${lib}mod.js`)});
      const { pipeNetwork } = await import(${JSON.stringify(`${lib}net/pipe.js`)});
      const trace = new Recorder(systemClock);
      const network = pipeNetwork(systemClock);
      const addr = { host: "127.0.0.1", port: 1 };
      const server = new Server({ trace, handler: async (w) => void (await w.write("hello")) });
      void server.serve(await network.listen(addr)).catch(() => {});
      const conn = await network.dial(addr);
      await conn.write(new TextEncoder().encode("GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"));
      const p = new Uint8Array(4096);
      const n = await conn.read(p);
      const names = new Set(trace.events.map(({ name }) => name));
      console.log(new TextDecoder().decode(p.subarray(0, n)).split("\\r\\n").at(-1), names.has("handler.start"));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
    });
    return stdout.trim();
  };
  assert.equal(events(new URL("../../../dist/lib/", import.meta.url).href), "hello true");
  assert.equal(events(`${pathToFileURL(folder).href}/lib/`), "hello false");
});
