import assert from "node:assert/strict";
import { is } from "../../lib/errors.ts";
import {
  formatDuration,
  formatKnob,
  type KnobSpec,
  parseDuration,
  parseKnob,
  turnKnobs,
} from "../../lib/lab/knob.ts";
import { test } from "../fixtures/harness.ts";

const specs = {
  time: { kind: "duration", default: 1000, min: 0, max: 3_600_000, help: "" },
  size: { kind: "bytes", default: 200, min: 0, max: 100_000, help: "" },
  flush: { kind: "switch", default: false, help: "" },
  body: { kind: "choice", default: "text", of: ["text", "random"], help: "" },
  port: { kind: "integer", default: 0, min: 0, max: 65_535, help: "" },
} as const;

const turn = (preset: string | null, ...settings: string[]): object =>
  turnKnobs(specs, { fast: { time: 1 } }, preset, settings);

function refusal(...settings: string[]): string {
  try {
    turn(null, ...settings);
  } catch (err) {
    assert(is(err, "INVALID_ARGUMENT"));
    return (err as Error).message;
  }
  throw new Error(`${settings} was taken`);
}

test("durations are read in Go's form", () => {
  const durations = {
    "0": 0,
    "0s": 0,
    "500ms": 500,
    "10s": 10_000,
    "1.5s": 1500,
    "1m30s": 90_000,
    "1h": 3_600_000,
  };
  for (const [text, ms] of Object.entries(durations)) assert.equal(parseDuration(text), ms, text);
  for (const text of ["", "10", "s", "-1s", "1 s", "1d", "1s500", "١s", "1e3s", ".5s"]) {
    assert.equal(parseDuration(text), null, text);
  }
});

test("durations are printed shortly, and read back", () => {
  for (const [ms, text] of [
    [0, "0s"],
    [1, "1ms"],
    [999, "999ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [60_000, "60s"],
    [90_000, "90s"],
    [150_000, "2m30s"],
    [3_600_000, "1h"],
    [3_661_000, "1h1m1s"],
  ] as const) {
    assert.equal(formatDuration(ms), text);
    assert.equal(parseDuration(text), ms);
  }
});

test("what is set by hand goes over the preset, and the preset over the defaults", () => {
  const rest = { size: 200, flush: false, body: "text", port: 0 };
  assert.deepEqual(turn(null), { time: 1000, ...rest });
  assert.deepEqual(turn("fast"), { time: 1, ...rest });
  assert.deepEqual(turn("fast", "time=2s", "size=4KiB", "flush=on", "body=random", "port=8800"), {
    time: 2000,
    size: 4096,
    flush: true,
    body: "random",
    port: 8800,
  });
  assert.deepEqual(turn(null, "size=1", "size=2"), { time: 1000, ...rest, size: 2 });
});

test("what is not allowed is refused, with what is", () => {
  assert.equal(refusal("time=10"), "time=10: want a duration such as 500ms, 10s or 1m30s, from 0s to 1h");
  assert.equal(refusal("time=2h"), "time=2h: want a duration such as 500ms, 10s or 1m30s, from 0s to 1h");
  assert.equal(refusal("size=big"), "size=big: want a size such as 200 or 4KiB, from 0 to 100000 bytes");
  assert.equal(refusal("size=1MB"), "size=1MB: want a size such as 200 or 4KiB, from 0 to 100000 bytes");
  assert.equal(refusal("flush=maybe"), "flush=maybe: want on or off");
  assert.equal(refusal("body=x"), "body=x: want text or random");
  assert.equal(refusal("port=70000"), "port=70000: want a whole number from 0 to 65535");
  assert.match(refusal("size"), /^size has no value: want size=…, /);
  assert.match(refusal("size="), /^size has no value/);
  assert.equal(refusal("sise=1"), "unknown knob sise: this lab has time, size, flush, body, port");
  assert.match(refusal("__proto__=1"), /^unknown knob __proto__/);
  assert.match(refusal("constructor=1"), /^unknown knob constructor/);
  assert.throws(() => turn("slow"), /unknown preset slow: this lab has fast/);
  assert.throws(() => turn("toString"), /unknown preset toString/);
});

test("a value is printed as it is read", () => {
  for (const [name, text] of [
    ["time", "2m30s"],
    ["size", "4096"],
    ["flush", "on"],
    ["flush", "off"],
    ["body", "random"],
    ["port", "8800"],
  ] as const) {
    const spec: KnobSpec = specs[name];
    assert.equal(formatKnob(spec, parseKnob(name, spec, text)), text);
  }
});
