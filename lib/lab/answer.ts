/**
 * Answers to a lab's questions: read as somebody writes them, and judged by the recording.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import type { Recording } from "../trace/recording.ts";
import { formatDuration, type KnobSpec, parseKnob } from "./knob.ts";
import type { Question } from "./lab.ts";

/** What somebody predicted: one of the choices, or a number (ms or bytes). */
export type Answer = string | number;

/** The largest number that may be answered. */
const most = 1e10;

/**
 * Reads an answer as somebody writes it: the number of a choice or its words, or a number with its unit.
 *
 * @throws EoflabError INVALID_ARGUMENT: what was wrong, and what may be answered
 */
export function parseAnswer(question: Question, recording: Recording, written: string): Answer {
  const { kind } = question;
  const text = written.trim();
  if (kind.type === "number") {
    const spec: KnobSpec = { kind: kind.unit, default: 0, min: 0, max: most, help: "" };
    try {
      return Number(parseKnob(question.id, spec, text));
    } catch {
      throw misfit(question, written, allowed[kind.unit]);
    }
  }
  const choices = kind.of(recording);
  const byNumber = /^\d+$/.test(text) ? choices[Number(text) - 1] : undefined;
  const chosen = byNumber ?? choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (chosen === undefined) {
    const listed = choices.map((choice, i) => `${i + 1} (${choice})`).join(", ");
    throw misfit(question, written, `one of ${listed}`);
  }
  return chosen;
}

/** What a number may look like. */
const allowed = {
  duration: "a duration such as 500ms, 10s or 1m30s",
  bytes: "a size in bytes, such as 200 or 4KiB",
  integer: "a whole number",
} as const;

function misfit({ id }: Question, written: string, want: string): EoflabError {
  return new EoflabError("INVALID_ARGUMENT", `${id}: ${JSON.stringify(written)} does not fit: want ${want}`);
}

/** An answer as it is shown. */
export function formatAnswer({ kind }: Question, answer: Answer): string {
  if (typeof answer === "string") return answer;
  if (kind.type === "choice" || kind.unit === "integer") return String(answer);
  return kind.unit === "duration" ? formatDuration(answer) : `${answer} ${answer === 1 ? "byte" : "bytes"}`;
}

/** What may be answered, for a prompt: the choices, or what a number looks like. */
export function describeAnswers({ kind }: Question, recording: Recording): readonly string[] {
  return kind.type === "choice" ? kind.of(recording) : [allowed[kind.unit]];
}
