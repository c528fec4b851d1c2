import assert from "node:assert/strict";
import { silentEof } from "../../labs/01_silent_eof/lab.ts";
import { labs } from "../../labs/mod.ts";
import { is } from "../../lib/errors.ts";
import { formatAnswer, parseAnswer } from "../../lib/lab/answer.ts";
import type { Question } from "../../lib/lab/lab.ts";
import { momentAt } from "../../lib/lab/moment.ts";
import { Walk } from "../../lib/lab/walk.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, settingsOf } from "../fixtures/labs.ts";
import { at as happened, recordingOf } from "../fixtures/recordings.ts";

const all = (): boolean => true;

/** A walk through a lab's default run. */
async function walkOf(lab = silentEof): Promise<Walk> {
  const [atDefaults] = settingsOf(lab);
  assert.ok(atDefaults !== undefined);
  return new Walk(lab, await runAt(lab, atDefaults), all);
}

/** The question at which a walk is. */
function questionAt(walk: Walk): Question {
  const { step } = walk;
  assert.ok(step.kind === "question");
  return step.question;
}

for (const lab of labs) {
  test(`${lab.id}: no event is shown before the question that it would answer`, async () => {
    const walk = await walkOf(lab);
    for (const question of lab.questions) {
      walk.end();
      assert.equal(questionAt(walk).id, question.id);
      assert.equal(walk.replyTo(question), null);
      const shown = walk.event?.seq ?? 0;
      assert.ok(shown < (question.before(walk.recording)?.seq ?? 0), question.id);
      walk.forward();
      assert.equal(questionAt(walk).id, question.id, "one does not get past it");
      walk.skip();
    }
    walk.end();
    assert.equal(walk.step.kind, "end");
    assert.deepEqual(
      walk.replies().map(({ verdict }) => verdict),
      lab.questions.map(() => "skipped"),
    );
  });
}

test("answers are judged by the recording, and the first one counts", async () => {
  const walk = await walkOf();
  walk.nextQuestion();
  const first = questionAt(walk);
  const right = first.answer(walk.recording);
  walk.answer(right);
  walk.answer("something else");
  walk.skip();
  assert.deepEqual(walk.replyTo(first), {
    question: first,
    predicted: right,
    observed: right,
    verdict: "right",
    why: first.why(walk.recording),
  });
  walk.nextQuestion();
  const second = questionAt(walk);
  walk.answer("nonsense");
  assert.equal(walk.replyTo(second)?.verdict, "wrong");
  walk.previousQuestion();
  assert.equal(questionAt(walk), first);
  walk.previousQuestion();
  assert.equal(walk.at, 0);
  walk.back();
  assert.equal(walk.at, 0);
});

test("all that is open is skipped at once, and what was answered stays", async () => {
  const walk = await walkOf();
  walk.nextQuestion();
  const first = questionAt(walk);
  walk.answer(first.answer(walk.recording));
  assert.equal(walk.open, 3);
  walk.skipAll();
  assert.equal(walk.open, 0);
  assert.deepEqual(
    walk.replies().map(({ verdict }) => verdict),
    ["right", "skipped", "skipped", "skipped"],
  );
});

test("answers are read as people write them", async () => {
  const { recording } = await walkOf();
  const choice: Question = {
    id: "choice",
    text: () => "?",
    before: () => undefined,
    kind: { type: "choice", of: () => ["No error", "i/o timeout"] },
    answer: () => "No error",
    why: () => "",
    hints: [],
  };
  for (const [written, answer] of [
    ["1", "No error"],
    [" no ERROR ", "No error"],
    ["2", "i/o timeout"],
  ] as const)
    assert.equal(parseAnswer(choice, recording, written), answer);
  const numbers: [unit: "duration" | "bytes" | "integer", written: string, answer: number, shown: string][] =
    [
      ["duration", "60s", 60_000, "60s"],
      ["bytes", "4KiB", 4096, "4096 bytes"],
      ["bytes", "1", 1, "1 byte"],
      ["integer", "7", 7, "7"],
    ];
  for (const [unit, written, answer, shown] of numbers) {
    const question: Question = { ...choice, kind: { type: "number", unit } };
    assert.equal(parseAnswer(question, recording, written), answer);
    assert.equal(formatAnswer(question, answer), shown);
  }
  for (const [question, written, said] of [
    [choice, "3", /choice: "3" does not fit: want one of 1 \(No error\), 2 \(i\/o timeout\)/],
    [choice, "", /"" does not fit/],
    [{ ...choice, kind: { type: "number", unit: "duration" } }, "60", /want a duration such as 500ms/],
    [{ ...choice, kind: { type: "number", unit: "bytes" } }, "-1", /want a size in bytes/],
    [{ ...choice, kind: { type: "number", unit: "integer" } }, "many", /want a whole number/],
  ] as [Question, string, RegExp][]) {
    assert.throws(
      () => parseAnswer(question, recording, written),
      (err) => is(err, "INVALID_ARGUMENT") && said.test((err as Error).message),
    );
  }
});

test("what is so at an event: the buffers, the deadlines, and what the handler was told", async () => {
  const { recording } = await walkOf();
  const at = (name: string): ReturnType<typeof momentAt> => {
    const event = recording.events.findLast((e) => e.name === name);
    assert.ok(event !== undefined, name);
    return momentAt(recording, event);
  };
  assert.deepEqual(at("server.listen"), {
    responseW: { buffered: 0, available: 2048 },
    connBufw: { buffered: 0, available: 4096 },
    armed: [],
    told: [],
    calling: null,
  });
  assert.deepEqual(at("deadline.set").armed, [{ which: "write", left: 10_000 }]);
  assert.equal(at("handler.write").calling, "w.write(200)");
  const wrote = at("handler.wrote");
  assert.deepEqual(wrote.armed, [{ which: "write", left: -50_000 }]);
  assert.deepEqual(wrote.told, [{ call: "w.write(200)", n: 200, error: null }]);
  assert.deepEqual([wrote.responseW.buffered, wrote.connBufw.buffered], [200, 0]);
  const refused = at("rwc.wrote");
  const header = recording.first("chunkWriter.header");
  assert.deepEqual([refused.responseW.buffered, refused.connBufw.buffered], [0, 200 + (header?.bytes ?? 0)]);
  assert.deepEqual(at("client.result").armed, []);
});

test("what the socket took before it failed has left the buffer, and another connection has its own", async () => {
  const other = { ...happened(2, "conn.bufw.fill", { bytes: 7, buffered: 7, available: 4089 }), conn: 2 };
  const recording = recordingOf(
    happened(0, "conn.bufw.fill", { bytes: 3000, buffered: 3000, available: 1096 }),
    happened(1, "rwc.wrote", { n: 1000, error: "i/o timeout", late: null }),
    other,
  );
  const fills = recording.events.map((event) => momentAt(recording, event).connBufw.buffered);
  assert.deepEqual(fills, [3000, 2000, 7]);
});

test("the next request of a connection has a response of its own, and a handler that was told nothing", async () => {
  const recording = recordingOf(
    happened(0, "handler.start", { method: "GET", target: "/" }),
    happened(1, "handler.write", { bytes: 10 }),
    happened(1, "response.w.fill", { bytes: 10, buffered: 10, available: 2038 }),
    happened(1, "handler.wrote", { n: 10, error: null }),
    happened(2, "handler.start", { method: "GET", target: "/" }),
  );
  const [, , , wrote, next] = recording.events.map((event) => momentAt(recording, event));
  assert.deepEqual([wrote?.told.length, wrote?.responseW.buffered], [1, 10]);
  assert.deepEqual([next?.told.length, next?.responseW.buffered, next?.calling], [0, 0, null]);
});
