import assert from "node:assert/strict";
import { Writer } from "../../lib/bufio/mod.ts";
import { asWriteFailure } from "../../lib/errors.ts";
import recorded from "../fixtures/bufio_go/go.json" with { type: "json" };
import { test } from "../fixtures/harness.ts";
import { type Fault, FaultyWriter } from "./ends.ts";

/** One sequence of calls, and what real Go did (test/fixtures/bufio_go/main.go). */
interface Sequence {
  readonly size: number;
  readonly faults: readonly Fault[];
  readonly ops: readonly { readonly do: string; readonly n: number }[];
  readonly results: readonly unknown[];
  readonly given: readonly number[];
  readonly taken: string;
}

/** What texts are made of: characters of one to four bytes. */
const alphabet = ["a", "b", "c", "é", "€", "😀"];

test(`a Writer does what bufio.Writer of ${recorded.go} does, call by call`, async () => {
  assert.equal(recorded.sequences.length, 300);
  for (const sequence of recorded.sequences) assert.deepEqual(await replay(sequence), sequence);
});

if (!("Deno" in globalThis)) {
  const { test: tapTest } = await import("tap");
  const { spawnSync } = await import("node:child_process");
  const { fileURLToPath } = await import("node:url");
  const missing =
    spawnSync("go", ["version"]).status === 0 ? false : "go is not installed (https://go.dev/dl)";
  await tapTest("what is recorded is what Go does today", { skip: missing }, async (t) => {
    const program = fileURLToPath(new URL("../fixtures/bufio_go/main.go", import.meta.url));
    const { stdout, stderr, status } = spawnSync("go", ["run", program], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).sequences, recorded.sequences);
    t.pass();
  });
}

async function replay({ size, faults, ops }: Sequence): Promise<Sequence> {
  const below = new FaultyWriter(faults);
  const writer = new Writer(below, size);
  const results: unknown[] = [];
  let at = 0;
  for (const op of ops) {
    const { n, error } = await resultOf(call(writer, below, op, at));
    results.push({ n, error, buffered: writer.buffered, available: writer.available });
    at += op.n;
  }
  const taken = below.taken.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { size, faults, ops, results, given: below.given, taken };
}

async function call(
  writer: Writer,
  below: FaultyWriter,
  op: Sequence["ops"][number],
  at: number,
): Promise<number> {
  switch (op.do) {
    case "write":
      return await writer.write(Uint8Array.from({ length: op.n }, (_, i) => at + i));
    case "writeString":
      return await writer.writeString(
        Array.from({ length: op.n }, (_, i) => alphabet[(at + i) % alphabet.length]).join(""),
      );
    case "flush":
      await writer.flush().catch((err) => {
        // Go's Flush does not say how many bytes were taken.
        throw asWriteFailure(err).cause;
      });
      return 0;
    default:
      writer.reset(below);
      return 0;
  }
}

async function resultOf(done: Promise<number>): Promise<{ n: number; error: string }> {
  try {
    return { n: await done, error: "" };
  } catch (err) {
    const { n, cause } = asWriteFailure(err);
    return { n, error: cause.message };
  }
}
