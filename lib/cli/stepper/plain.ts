/**
 * A walk as lines of text (`eoflab step LAB --plain`): the ladder with its notes, each question before what it asks
 * about, and in the end what was predicted and what was observed, side by side.
 *
 * @module
 */

import { describeAnswers, formatAnswer } from "../../lab/answer.ts";
import type { Question } from "../../lab/lab.ts";
import type { Reply, Walk } from "../../lab/walk.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import type { Palette, Symbols } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { factsOf } from "../facts.ts";
import { ending, heading, notesByEvent } from "../show.ts";

/** How it is drawn. */
export interface PlainStyle {
  readonly width: number;
  readonly symbols: Symbols;
  readonly palette: Palette;
}

/** Draws a walk whose questions have been answered, or skipped. */
export function* plainSteps(walk: Walk, style: PlainStyle): Generator<string> {
  const { lab, recording, steps } = walk;
  const { width, palette } = style;
  yield* heading(lab, recording, palette, width);
  yield "";
  const notes = notesByEvent(lab, recording);
  const asked = questionsByEvent(walk);
  yield* drawLadder(recording, {
    ...style,
    noteOn: (event) => notes.get(event.seq),
    before: (event) => (asked.get(event.seq) ?? []).flatMap((question) => [...ask(walk, question, style)]),
  });
  // What is asked when the last event is over.
  for (const step of steps.slice(steps.findLastIndex((s) => s.kind === "event")))
    if (step.kind === "question") yield* ask(walk, step.question, style);
  yield "";
  yield* ending(lab, recording, palette, width);
  yield "";
  yield* verdicts(walk, style);
  yield "";
  yield* factsOf(lab, palette, width);
}

/** The questions that come before each event, by its number. */
function questionsByEvent({ steps }: Walk): Map<number, Question[]> {
  const asked = new Map<number, Question[]>();
  let open: Question[] = [];
  for (const step of steps) {
    if (step.kind === "question") open.push(step.question);
    if (step.kind !== "event" || open.length === 0) continue;
    asked.set(step.event.seq, open);
    open = [];
  }
  return asked;
}

/** A question with what may be answered, and what was. */
function* ask(walk: Walk, question: Question, { width, palette, symbols }: PlainStyle): Generator<string> {
  const { recording } = walk;
  const { bold, accent, dim } = palette;
  yield "";
  yield dim(symbols.line.repeat(width));
  for (const line of wrap(question.text(recording), width)) yield bold(line);
  if (question.kind.type === "choice") {
    for (const [i, choice] of describeAnswers(question, recording).entries()) yield `  ${i + 1} ${choice}`;
  }
  yield `  ${accent(predictedOf(walk.replyTo(question)))} ${dim(`[${question.id}]`)}`;
  yield dim(symbols.line.repeat(width));
  yield "";
}

function predictedOf(reply: Reply | null): string {
  if (reply === null || reply.predicted === null) return "no prediction";
  return `predicted: ${formatAnswer(reply.question, reply.predicted)}`;
}

/** Each question: predicted, observed, and why. */
export function* verdicts(walk: Walk, { width, palette, symbols }: PlainStyle): Generator<string> {
  const { bold, good, bad, dim } = palette;
  const replies = walk.replies();
  yield bold("Predicted and observed");
  for (const reply of replies) {
    const { question, predicted, observed, verdict, why } = reply;
    const sign = { right: good(symbols.mark), wrong: bad(symbols.bad), skipped: dim(symbols.lane) }[verdict];
    for (const [i, line] of wrap(question.text(walk.recording), width - 2).entries())
      yield i === 0 ? `${sign} ${line}` : `  ${line}`;
    yield `    predicted: ${predicted === null ? dim("nothing: skipped") : `${formatAnswer(question, predicted)} (${verdict})`}`;
    yield `    observed:  ${formatAnswer(question, observed)}`;
    for (const [i, line] of wrap(why, width - 15).entries())
      yield `${i === 0 ? "    why:       " : " ".repeat(15)}${dim(line)}`;
  }
  const right = replies.filter((r) => r.verdict === "right").length;
  const skipped = replies.filter((r) => r.verdict === "skipped").length;
  yield "";
  yield bold(`${right} of ${replies.length} right${skipped === 0 ? "" : `, ${skipped} skipped`}`);
}
