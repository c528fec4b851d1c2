/**
 * A walk through a recording: its events one by one, and the lab's questions, each before what it asks about.
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import type { Answer } from "./answer.ts";
import type { Lab, Question } from "./lab.ts";

/** A place where the walk stops. */
export type Step =
  | { readonly kind: "event"; readonly event: TraceEvent }
  | { readonly kind: "question"; readonly question: Question }
  | { readonly kind: "end" };

/** What came of a question. */
export interface Reply {
  readonly question: Question;
  /** `null` if it was skipped, or has not been reached. */
  readonly predicted: Answer | null;
  readonly observed: Answer;
  readonly verdict: "right" | "wrong" | "skipped";
  readonly why: string;
}

/** The steps of a recording: the events that are shown, the questions before them, and the end. */
function stepsOf(lab: Lab, recording: Recording, isShown: (event: TraceEvent) => boolean): Step[] {
  const asked = questionsOf(lab, recording);
  const steps: Step[] = [];
  for (const event of recording.events.filter(isShown)) {
    while (asked[0] !== undefined && asked[0].seq <= event.seq) {
      steps.push({ kind: "question", question: asked[0].question });
      asked.shift();
    }
    steps.push({ kind: "event", event });
  }
  for (const { question } of asked) steps.push({ kind: "question", question });
  return [...steps, { kind: "end" }];
}

/** The questions that are asked about a recording, in their order, with the number of the event that each comes before. */
function questionsOf(lab: Lab, recording: Recording): { question: Question; seq: number }[] {
  return lab.questions
    .flatMap((question) => {
      const event = question.before(recording);
      return event === undefined ? [] : [{ question, seq: event.seq }];
    })
    .sort((a, b) => a.seq - b.seq);
}

/** A walk. It does not go past a question that is neither answered nor skipped. */
export class Walk {
  readonly lab: Lab;
  readonly recording: Recording;
  readonly steps: readonly Step[];
  /** Where it is; moves by `go` and what stands on it. */
  #at = 0;
  /** What was answered, by the question's id; `null` is skipped. An answer is not taken back. */
  readonly #answers = new Map<string, Answer | null>();

  /** @param isShown whether an event is worth a step */
  constructor(lab: Lab, recording: Recording, isShown: (event: TraceEvent) => boolean) {
    this.lab = lab;
    this.recording = recording;
    this.steps = stepsOf(lab, recording, isShown);
  }

  /** The place in `steps`, from 0. */
  get at(): number {
    return this.#at;
  }

  get step(): Step {
    return this.steps[this.#at] ?? { kind: "end" };
  }

  /** The last event that has been shown at this place; `null` before the first. */
  get event(): TraceEvent | null {
    const shown = this.steps.slice(0, this.#at + 1).findLast((step) => step.kind === "event");
    return shown?.kind === "event" ? shown.event : null;
  }

  /** Goes to a place, or as near to it as an open question lets it. */
  go(to: number): void {
    const open = this.steps.findIndex((step) => step.kind === "question" && this.#isOpen(step.question));
    const limit = open === -1 ? this.steps.length - 1 : open;
    this.#at = Math.max(0, Math.min(to, limit));
  }

  forward(): void {
    this.go(this.#at + 1);
  }

  back(): void {
    this.go(this.#at - 1);
  }

  start(): void {
    this.go(0);
  }

  end(): void {
    this.go(this.steps.length - 1);
  }

  /** Goes to the next question, or to the end if there is none. */
  nextQuestion(): void {
    const next = this.steps.findIndex((step, i) => i > this.#at && step.kind === "question");
    this.go(next === -1 ? this.steps.length - 1 : next);
  }

  /** Goes to the question before, or to the start if there is none. */
  previousQuestion(): void {
    const before = this.steps.findLastIndex((step, i) => i < this.#at && step.kind === "question");
    this.go(Math.max(before, 0));
  }

  /** Answers the question at this place. The first answer counts. */
  answer(answer: Answer): void {
    this.#reply(answer);
  }

  /** Skips the question at this place. */
  skip(): void {
    this.#reply(null);
  }

  /** How many questions are neither answered nor skipped. */
  get open(): number {
    return this.steps.filter((step) => step.kind === "question" && this.#isOpen(step.question)).length;
  }

  /** Skips every question that is open, wherever the walk is. */
  skipAll(): void {
    for (const step of this.steps)
      if (step.kind === "question" && this.#isOpen(step.question)) this.#answers.set(step.question.id, null);
  }

  /** Goes on with what was answered before (`null`: skipped), as far as the event of that number. */
  resume(seq: number, answers: ReadonlyMap<string, Answer | null>): void {
    for (const [id, answer] of answers) this.#answers.set(id, answer);
    this.go(this.steps.findIndex((step) => step.kind === "event" && step.event.seq >= seq));
  }

  /** What came of a question; `null` while it is open. */
  replyTo(question: Question): Reply | null {
    return this.#isOpen(question) ? null : replyOf(question, this.recording, this.#answers.get(question.id));
  }

  /** What came of all questions so far; those that are open count as skipped. */
  replies(): Reply[] {
    return this.steps.flatMap((step) =>
      step.kind === "question"
        ? [replyOf(step.question, this.recording, this.#answers.get(step.question.id))]
        : [],
    );
  }

  #reply(answer: Answer | null): void {
    const { step } = this;
    if (step.kind === "question" && this.#isOpen(step.question)) this.#answers.set(step.question.id, answer);
  }

  #isOpen({ id }: Question): boolean {
    return !this.#answers.has(id);
  }
}

function replyOf(question: Question, recording: Recording, predicted: Answer | null = null): Reply {
  const observed = question.answer(recording);
  const verdict = predicted === null ? "skipped" : predicted === observed ? "right" : "wrong";
  return { question, predicted, observed, verdict, why: question.why(recording) };
}
