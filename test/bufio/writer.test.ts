import assert from "node:assert/strict";
import fc from "fast-check";
import { Writer } from "../../lib/bufio/mod.ts";
import { WriteError } from "../../lib/errors.ts";
import { test } from "../fixtures/harness.ts";
import { bytes, type Fault, FaultyWriter } from "./ends.ts";

/** A writer that can never be written to again. */
const timedOut = (call = 0): Fault => ({ call, take: 0, error: "i/o timeout" });

test("a write that fits is kept, reports nothing and asks nobody", async () => {
  const below = new FaultyWriter([timedOut()]);
  const w = new Writer(below);
  assert.equal(await w.write(new Uint8Array(200)), 200);
  assert.equal(await w.write(new Uint8Array(3896)), 3896);
  assert.deepEqual(below.given, []);
  assert.deepEqual([w.size, w.buffered, w.available], [4096, 4096, 0]);
});

test("a write that does not fit fills the buffer, passes it on and keeps the rest", async () => {
  const below = new FaultyWriter();
  const w = new Writer(below, 8);
  await w.write(bytes("abc"));
  assert.equal(await w.write(bytes("defghij")), 7);
  assert.equal(below.text, "abcdefgh");
  assert.equal(w.buffered, 2);
  await w.flush();
  assert.equal(below.text, "abcdefghij");
  assert.deepEqual(below.given, [8, 2]);
});

test("a write larger than the buffer goes straight through while the buffer is empty", async () => {
  const below = new FaultyWriter();
  const w = new Writer(below, 8);
  const p = bytes("abcdefghijkl");
  let given: Uint8Array | null = null;
  w.reset({
    write: (q) => {
      given = q;
      return below.write(q);
    },
  });
  assert.equal(await w.write(p), 12);
  assert.equal(given, p);
  await w.write(bytes("12345"));
  assert.equal(await w.write(p), 12);
  assert.deepEqual(below.given, [12, 8, 9]);
  assert.equal(below.text, "abcdefghijkl12345abcdefghijkl");
});

test("writeString passes a long text on in pieces of the buffer's size", async () => {
  const below = new FaultyWriter();
  const w = new Writer(below, 8);
  assert.equal(await w.writeString("abcdefghijklmnopqrs"), 19);
  assert.deepEqual(below.given, [8, 8]);
  assert.equal(w.buffered, 3);
});

test("writeString writes UTF-8 and counts bytes", async () => {
  for (const [size, s] of [
    [16, "é€😀"],
    [9, "é€😀"],
    [8, "é€😀"],
    [1, "é€😀"],
    [4096, `${"x".repeat(100)}é`],
    [8, "\ud83d|"],
  ] as const) {
    const below = new FaultyWriter();
    const w = new Writer(below, size);
    const want = new TextEncoder().encode(s);
    assert.equal(await w.writeString(s), want.length);
    await w.flush();
    assert.deepEqual(below.taken, [...want], `${JSON.stringify(s)} through ${size} bytes`);
  }
});

test("an error stays: every later write and flush reports it, and takes nothing", async () => {
  const below = new FaultyWriter([{ call: 0, take: 3, error: "i/o timeout" }]);
  const w = new Writer(below, 8);
  await w.write(bytes("abcdef"));
  const first = await failure(w.flush());
  assert.deepEqual([first.bytesWritten, first.code, first.message], [3, "DEADLINE_EXCEEDED", "i/o timeout"]);
  assert.deepEqual([w.buffered, w.available], [3, 5]);
  for (const call of [
    () => w.write(bytes("x")),
    () => w.write(bytes("")),
    () => w.writeString("x"),
    () => w.flush(),
  ]) {
    const again = await failure(call());
    assert.notEqual(again, first);
    assert.equal(again.cause, first.cause);
    assert.equal(again.bytesWritten, 0);
  }
  assert.equal(w.buffered, 3);
  assert.deepEqual(below.given, [6]);
  assert.equal(below.text, "abc");
});

test("a write that fails says how many of its bytes were taken, into the buffer or further", async () => {
  const below = new FaultyWriter([timedOut(1)]);
  const w = new Writer(below, 4);
  await w.write(bytes("ab"));
  assert.equal((await failure(w.writeString("cdefghij"))).bytesWritten, 6);
  assert.equal(below.text, "abcd");
  assert.equal(w.buffered, 4);
});

test("a writer below that takes too little and says nothing is a short write", async () => {
  const w = new Writer(new FaultyWriter([{ call: 0, take: 2, error: "" }]), 8);
  await w.write(bytes("abcde"));
  const err = await failure(w.flush());
  assert.deepEqual([err.code, err.message, err.bytesWritten], ["SHORT_WRITE", "short write", 2]);
  assert.equal(w.buffered, 3);
});

test("a write that goes straight through is tried again with what was left, unless nothing was taken", async () => {
  const below = new FaultyWriter([{ call: 0, take: 2, error: "" }]);
  assert.equal(await new Writer(below, 4).write(bytes("abcdefgh")), 8);
  assert.deepEqual(below.given, [8, 6]);
  const stuck = new Writer(new FaultyWriter([{ call: 0, take: 0, error: "" }]), 4);
  assert.equal((await failure(stuck.write(bytes("abcdefgh")))).code, "SHORT_WRITE");
});

test("reset forgets the bytes and the error", async () => {
  const w = new Writer(new FaultyWriter([timedOut()]), 8);
  await w.write(bytes("abc"));
  await failure(w.flush());
  const below = new FaultyWriter();
  w.reset(below);
  await w.write(bytes("def"));
  await w.flush();
  assert.equal(below.text, "def");
});

test("a mistake of the writer below is thrown on unchanged, and not kept", async () => {
  const mistake = new TypeError("p is not iterable");
  const below = new FaultyWriter();
  let broken = true;
  const w = new Writer({ write: (p) => (broken ? Promise.reject(mistake) : below.write(p)) }, 8);
  await w.write(bytes("abc"));
  await assert.rejects(w.flush(), (err) => err === mistake);
  assert.equal(w.buffered, 3);
  broken = false;
  await w.flush();
  assert.equal(below.text, "abc");
});

test("a write of what is no bytes fails by its promise, and is in nobody's way", async () => {
  const below = new FaultyWriter();
  const w = new Writer(below, 8);
  await w.write(bytes("abc"));
  await assert.rejects(w.write({ length: 20 } as never), TypeError);
  assert.equal(await w.write(bytes("defgh")), 5);
  await w.flush();
  assert.equal(below.text, "abcdefgh");
});

test("a writer below that says it took more than it was given, or no number, is a mistake", async () => {
  for (const n of [4, -1, Number.NaN]) {
    const w = new Writer({ write: () => Promise.resolve(n) }, 8);
    await w.write(bytes("abc"));
    await assert.rejects(w.flush(), RangeError);
  }
});

test("writes that are not awaited keep their bytes together, in the order of the calls", async () => {
  const below = new FaultyWriter();
  const gate = new Gate(below);
  const w = new Writer(gate, 4);
  const calls = [
    w.write(bytes("aaaaaa")),
    w.write(bytes("b")),
    w.writeString("cccccccccc"),
    w.flush(),
    w.write(bytes("dd")),
    w.write(bytes("eeeeeeee")),
    w.flush(),
  ];
  while (gate.waiting) await gate.open();
  assert.deepEqual(await Promise.all(calls), [6, 1, 10, undefined, 2, 8, undefined]);
  assert.equal(below.text, "aaaaaabccccccccccddeeeeeeee");
  assert.equal(gate.most, 1);
});

test("a call that comes while the next one's turn begins does not get in before it", async () => {
  const below = new FaultyWriter();
  const gate = new Gate(below);
  const w = new Writer(gate, 4);
  const calls: Promise<number>[] = [w.write(bytes("000000"))];
  let want = "000000";
  for (let i = 1; i < 40; i++) {
    const text = String(i % 10).repeat(i % 7);
    calls.push(w.write(bytes(text)));
    want += text;
    void gate.open();
    await Promise.resolve();
  }
  const flushed = w.flush();
  for (let i = 0; i < 40; i++) await gate.open();
  await Promise.all([...calls, flushed]);
  assert.equal(below.text, want);
});

test("a call that waited meets the error of the one before it", async () => {
  const gate = new Gate(new FaultyWriter([timedOut()]));
  const w = new Writer(gate, 4);
  const calls = [failure(w.write(bytes("aaaaaa"))), failure(w.write(bytes("b"))), failure(w.flush())];
  assert.throws(() => w.reset(gate), { code: "INVALID_ARGUMENT" });
  await gate.open();
  for (const call of calls) assert.equal((await call).code, "DEADLINE_EXCEEDED");
  assert.equal(w.buffered, 0);
});

test("release does nothing while bytes wait, and a released buffer can be written to", async () => {
  const below = new FaultyWriter();
  const w = new Writer(below);
  await w.write(bytes("abc"));
  w.release();
  await w.flush();
  assert.equal(below.text, "abc");
  w.release();
  w.release();
  await w.writeString("def");
  await w.flush();
  assert.equal(below.text, "abcdef");
});

test("two writers never share a buffer, however often they are released", async () => {
  const belows = [new FaultyWriter(), new FaultyWriter()];
  const writers = belows.map((below) => new Writer(below));
  for (let i = 0; i < 3; i++) {
    for (const w of writers) w.release();
    for (const [at, w] of writers.entries()) await w.writeString(`${at}`);
    for (const w of writers) await w.flush();
  }
  assert.deepEqual(
    belows.map((below) => below.text),
    ["000", "111"],
  );
});

test("any calls above any failing writer: same bytes, errors, counts and fill as the model", async () => {
  const op = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("write"), p: fc.uint8Array({ maxLength: 40 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("writeString"),
        s: fc.string({ unit: "binary", maxLength: 30 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("flush") }) },
  );
  const fault = fc.record({
    call: fc.nat(6),
    take: fc.integer({ min: 1, max: 40 }),
    error: fc.constantFrom("", "i/o timeout"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 24 }),
      fc.array(fault, { maxLength: 3 }),
      fc.array(op, { maxLength: 12 }),
      async (size, faults, ops) => {
        const below = new FaultyWriter(faults);
        const w = new Writer(below, size);
        const model = new Model(size, faults);
        for (const o of ops) {
          const p = "p" in o ? o.p : new TextEncoder().encode("s" in o ? o.s : "");
          const flush = o.do === "flush";
          const want = flush ? model.flush() : model.write(p, "p" in o);
          const done = flush ? w.flush().then(() => 0) : "s" in o ? w.writeString(o.s) : w.write(p);
          assert.deepEqual(await outcome(done), want);
          assert.deepEqual([w.buffered, w.available], [model.waiting.length, size - model.waiting.length]);
          if (w.buffered === 0) w.release();
        }
        assert.deepEqual(below.taken, model.taken);
        assert.deepEqual(below.given, model.given);
      },
    ),
    { numRuns: 500 },
  );
});

/** What a call ended with: its count, and its error if it has one. */
interface Outcome {
  n: number;
  error: string;
}

/** A bufio.Writer as one would explain it, with a list for a buffer and nothing that waits. */
class Model {
  readonly waiting: number[] = [];
  readonly taken: number[] = [];
  readonly given: number[] = [];
  readonly #size: number;
  readonly #faults: readonly Fault[];
  #error = "";

  constructor(size: number, faults: readonly Fault[]) {
    this.#size = size;
    this.#faults = faults;
  }

  /** Each byte goes into the buffer, which is passed on when it is full and another byte comes. */
  write(p: Uint8Array, direct: boolean): Outcome {
    const rest = [...p];
    const n = (): number => p.length - rest.length;
    while (rest.length > 0 && this.#error === "") {
      if (direct && this.waiting.length === 0 && rest.length > this.#size) {
        this.#pass(rest);
      } else {
        while (rest.length > 0 && this.waiting.length < this.#size) this.waiting.push(...rest.splice(0, 1));
        if (rest.length > 0) this.flush();
      }
    }
    return { n: n(), error: this.#error };
  }

  flush(): Outcome {
    if (this.#error !== "" || this.waiting.length === 0) return { n: 0, error: this.#error };
    const n = this.#pass(this.waiting);
    if (this.waiting.length > 0 && this.#error === "") this.#error = "short write";
    return { n: this.#error === "" ? 0 : n, error: this.#error };
  }

  /** Moves bytes to the writer below, which may refuse some. */
  #pass(list: number[]): number {
    const fault = this.#faults.find(({ call }) => call === this.given.length);
    this.given.push(list.length);
    this.#error = fault?.error ?? "";
    const n = Math.min(fault?.take ?? list.length, list.length);
    this.taken.push(...list.splice(0, n));
    return n;
  }
}

/** A writer whose calls wait until they are let through, one at a time. */
class Gate {
  /** The most calls that ever waited at the same time. */
  most = 0;
  readonly #below: FaultyWriter;
  readonly #waiting: (() => void)[] = [];

  constructor(below: FaultyWriter) {
    this.#below = below;
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  async write(p: Uint8Array): Promise<number> {
    await new Promise<void>((resolve) => {
      this.most = Math.max(this.most, this.#waiting.push(resolve));
    });
    return await this.#below.write(p);
  }

  /** Lets the next call through, and what follows from it happen. */
  async open(): Promise<void> {
    this.#waiting.shift()?.();
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }
}

async function failure(done: Promise<unknown>): Promise<WriteError> {
  try {
    await done;
  } catch (err) {
    assert.ok(err instanceof WriteError, String(err));
    return err;
  }
  assert.fail("no error");
}

async function outcome(done: Promise<number>): Promise<Outcome> {
  try {
    return { n: await done, error: "" };
  } catch (err) {
    assert.ok(err instanceof WriteError, String(err));
    return { n: err.bytesWritten, error: err.message };
  }
}
