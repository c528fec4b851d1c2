/**
 * What came of a walk, for a program (`eoflab step LAB --json`).
 *
 * @module
 */

import { describeAnswers } from "../../lab/answer.ts";
import type { Reply, Walk } from "../../lab/walk.ts";

/** The lab, its knobs, each question with what was predicted and what was observed, and how many were right. */
export function resultOf(walk: Walk): object {
  const { lab, recording } = walk;
  const replies = walk.replies();
  const count = (verdict: Reply["verdict"]): number => replies.filter((r) => r.verdict === verdict).length;
  return {
    lab: lab.id,
    knobs: recording.header.knobs,
    runtime: recording.header.runtime,
    questions: replies.map(({ question, ...reply }) => ({
      id: question.id,
      text: question.text(recording),
      ...(question.kind.type === "choice"
        ? { choices: describeAnswers(question, recording) }
        : { unit: question.kind.unit }),
      ...reply,
    })),
    right: count("right"),
    wrong: count("wrong"),
    skipped: count("skipped"),
  };
}
