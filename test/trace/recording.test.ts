import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { EoflabError } from "../../lib/errors.ts";
import { Recorder } from "../../lib/trace/recorder.ts";
import {
  formatRecording,
  parseRecording,
  Recording,
  type RecordingHeader,
} from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";

const header: RecordingHeader = {
  eoflab: "recording",
  version: 1,
  lab: "silent-eof",
  knobs: { size: 200, flush: false },
  runtime: { name: "Node", version: "20.0.0" },
  transport: "node:net",
  clock: { mode: "virtual", speed: 1 },
  seed: 1,
};

async function record(): Promise<Recording> {
  const clock = new VirtualClock();
  const recorder = new Recorder(clock);
  recorder.emit("handler.start", 1, { method: "GET", target: "/" });
  await clock.advance(60_000);
  recorder.emit("handler.write", 1, { bytes: 200 });
  return new Recording(header, recorder.events);
}

const text = async (): Promise<string> => `${[...formatRecording(await record())].join("\n")}\n`;

function refusal(damaged: string): string {
  try {
    parseRecording(damaged);
  } catch (err) {
    assert(err instanceof EoflabError);
    assert.equal(err.code, "BAD_RECORDING");
    return err.message;
  }
  throw new Error("it was taken for a recording");
}

test("a recorder stamps each event with its place, its lab time and its lane", async () => {
  const [start, write] = (await record()).events;
  assert.deepEqual(start, {
    seq: 1,
    t: 0,
    lane: "handler",
    conn: 1,
    name: "handler.start",
    method: "GET",
    target: "/",
  });
  assert.deepEqual(write, {
    seq: 2,
    t: 60_000,
    lane: "handler",
    conn: 1,
    name: "handler.write",
    bytes: 200,
  });
});

test("saw() resolves for what was reported already, and for what comes later", async () => {
  const recorder = new Recorder(new VirtualClock());
  recorder.emit("rwc.read", 1, { bytes: 1 });
  assert.equal((await recorder.saw("rwc.read")).bytes, 1);
  const later = recorder.saw("rwc.read", (e) => e.bytes === 3);
  recorder.emit("rwc.read", 1, { bytes: 2 });
  recorder.emit("rwc.read", 1, { bytes: 3 });
  assert.equal((await later).seq, 3);
});

test("a recording reads back as it was printed", async () => {
  assert.deepEqual(parseRecording(await text()), await record());
});

test("a recording that was cut is refused, wherever the cut is", async () => {
  const whole = await text();
  for (let length = 1; length < whole.length - 1; length++) {
    assert.match(
      refusal(whole.slice(0, length)),
      /not a recording|was cut|is not event|has \d+ events/,
      `cut after ${length} characters`,
    );
  }
});

test("what is no recording is refused, and why is said", async () => {
  assert.match(refusal(""), /first line is not a header/);
  assert.match(refusal("hello\n"), /first line is not a header/);
  assert.match(refusal("{}\n"), /first line is not a header/);
  assert.match(
    refusal('{"eoflab":"recording","version":2}\n'),
    /version 2 of the format; this eoflab reads version 1/,
  );
  assert.match(
    refusal('{"eoflab":"recording","version":1}\n{"end":true,"events":0}\n'),
    /header .* is incomplete/,
  );
});

test("a recording with a damaged, missing or foreign line is refused with the line's number", async () => {
  const lines = (await text()).split("\n");
  assert.match(refusal(lines.with(1, '{"seq":').join("\n")), /line 2 .* is not event 1/);
  assert.match(refusal(lines.toSpliced(1, 1).join("\n")), /line 2 .* is not event 1/);
  assert.match(
    refusal(lines.with(1, '{"seq":1,"t":0,"lane":"nowhere","conn":1,"name":"nowhere.x"}').join("\n")),
    /line 2/,
  );
  assert.match(refusal(lines.with(3, '{"end":true,"events":9}').join("\n")), /has 2 events, but .* says 9/);
});
