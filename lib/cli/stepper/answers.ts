/**
 * Answers in a file (`eoflab step LAB --answers FILE`): a JSON object with the questions' ids. A choice is answered by
 * its words or its number from 1, a number as a knob is written (`"60s"`, `200`); `null` skips the question, as does
 * leaving it out.
 *
 * @module
 */

import { type Answer, parseAnswer } from "../../lab/answer.ts";
import type { Question } from "../../lab/lab.ts";
import { printable } from "../../ladder/printable.ts";
import type { Recording } from "../../trace/recording.ts";
import { UsageError } from "../exit.ts";
import { nearest } from "../nearest.ts";
import { readText } from "../read_file.ts";

/** Answers by the questions' ids. */
export type Answers = ReadonlyMap<string, Answer>;

/**
 * Reads a file of answers.
 *
 * @param questions those of the lab
 * @throws UsageError when the file cannot be read, an id is unknown, or an answer does not fit
 */
export async function readAnswers(
  file: string,
  questions: readonly Question[],
  recording: Recording,
): Promise<Answers> {
  const answers = new Map<string, Answer>();
  for (const [id, written] of Object.entries(parse(file, await readText(file)))) {
    const question = questions.find((q) => q.id === id);
    if (question === undefined) throw new UsageError(`${file}: ${unknown(id, questions)}`);
    if (written === null) continue;
    if (typeof written !== "string" && typeof written !== "number") {
      throw new UsageError(`${file}: ${id}: want a text, a number, or null to skip it`);
    }
    try {
      answers.set(id, parseAnswer(question, recording, String(written)));
    } catch (err) {
      throw new UsageError(`${file}: ${(err as Error).message}`);
    }
  }
  return answers;
}

function parse(file: string, text: string): object {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (err) {
    throw new UsageError(`${file}: this is not JSON: ${(err as Error).message}`);
  }
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  throw new UsageError(
    `${file}: want an object with the questions' ids, such as {"write-returns": "no error"}`,
  );
}

function unknown(written: string, questions: readonly Question[]): string {
  const id = printable(written);
  const ids = questions.map((q) => q.id);
  const meant = nearest(id, ids);
  const hint = meant === undefined ? `this lab asks ${ids.join(", ")}` : `did you mean ${meant}?`;
  return `there is no question ${id}: ${hint}`;
}
