/**
 * A walk in the user's progress: where it stopped and what was answered, so that it can go on there.
 *
 * @module
 */

import type { Answer } from "../../lab/answer.ts";
import type { Walk } from "../../lab/walk.ts";
import type { Recording } from "../../trace/recording.ts";
import type { LabProgress } from "../progress/progress.ts";
import type { ProgressStore } from "../progress/store.ts";

/** Goes on where somebody stopped, if that was with the same knobs. */
export function resume(walk: Walk, { stoppedAt, answers }: LabProgress): void {
  if (stoppedAt === null) return;
  const { lab, recording } = walk;
  const known = new Map<string, Answer | null>();
  for (const { id, kind } of lab.questions) {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    if (answer === undefined || !sameKnobs(answer.knobs, recording)) continue;
    const { predicted } = answer;
    known.set(id, predicted === null || kind.type === "choice" ? predicted : Number(predicted));
  }
  walk.resume(stoppedAt, known);
}

/** Writes down where the walk is, and what was answered. */
export function remember(progress: ProgressStore, walk: Walk): void {
  const at = new Date().toISOString();
  const { knobs } = walk.recording.header;
  const isAtEnd = walk.step.kind === "end";
  const answers = walk.replies().flatMap(({ question, predicted, verdict }) => {
    if (walk.replyTo(question) === null) return [];
    return [
      [question.id, { predicted: predicted === null ? null : String(predicted), result: verdict, knobs, at }],
    ];
  });
  progress.update(walk.lab.id, (before) => ({
    ...before,
    done: before.done || isAtEnd,
    stoppedAt: isAtEnd ? null : (walk.event?.seq ?? null),
    answers: { ...before.answers, ...Object.fromEntries(answers) },
  }));
}

function sameKnobs(knobs: Readonly<Record<string, unknown>>, { header }: Recording): boolean {
  return Object.entries(header.knobs).every(([name, value]) => knobs[name] === value);
}
