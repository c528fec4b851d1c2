/**
 * What somebody has done so far, and its form in a file.
 *
 * @module
 */

/** The version of the file that this program writes. */
export const progressVersion = 1;

/** What was answered to a question of a lab. */
export interface Answer {
  /** What was predicted, as it was written; `null` when the question was skipped. */
  readonly predicted: string | null;
  readonly result: "right" | "wrong" | "skipped";
  /** The knobs of the run that was asked about. */
  readonly knobs: Readonly<Record<string, string | number | boolean>>;
  /** When, as ISO 8601. */
  readonly at: string;
}

/** What was done of a lab's exercise. */
export interface ExerciseProgress {
  /** The user's file, as an absolute path. */
  readonly file: string;
  /** Whether a check has passed. Stays so. */
  readonly passed: boolean;
  /** How many hints were shown. */
  readonly hints: number;
  /** Whether the solution was shown before a check had passed. Stays so. */
  readonly revealed: boolean;
}

/** What was done of a lab. */
export interface LabProgress {
  /** Whether its end was reached. Stays so. */
  readonly done: boolean;
  /** The event (its `seq`) where one stopped; `null` at the start, and after the end. */
  readonly stoppedAt: number | null;
  /** The last answer to each question, by the question's id. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** Its exercise, once it was begun. */
  readonly exercise?: ExerciseProgress;
  /** When it last changed, as ISO 8601. */
  readonly at: string;
}

/** The file. */
export interface Progress {
  readonly version: typeof progressVersion;
  /** By the lab's id. */
  readonly labs: Readonly<Record<string, LabProgress>>;
}

/** Nothing done yet. */
export const noProgressYet: Progress = { version: progressVersion, labs: {} };

/** A lab of which nothing was done. */
export const untouched: LabProgress = { done: false, stoppedAt: null, answers: {}, at: "" };

/** What a file holds. */
export type Parsed =
  | { readonly state: "good"; readonly progress: Progress }
  | { readonly state: "newer"; readonly version: number }
  | { readonly state: "damaged"; readonly why: string };

/** Reads the text of a file. */
export function parseProgress(text: string): Parsed {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { state: "damaged", why: "it is not JSON" };
  }
  if (!isObject(data)) return { state: "damaged", why: "it is no JSON object" };
  const { version, labs } = data;
  if (typeof version !== "number") return { state: "damaged", why: "it has no version" };
  if (version > progressVersion) return { state: "newer", version };
  if (version !== progressVersion) return { state: "damaged", why: `there is no version ${version}` };
  if (!isObject(labs)) return { state: "damaged", why: "it has no labs" };
  for (const [id, lab] of Object.entries(labs)) {
    if (!isLab(lab)) return { state: "damaged", why: `what it holds of ${id} is not what was written` };
  }
  return { state: "good", progress: { version, labs: labs as Record<string, LabProgress> } };
}

/** The text of a file. */
export function formatProgress(progress: Progress): string {
  return `${JSON.stringify(progress, null, 2)}\n`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLab(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { done, stoppedAt, answers, exercise, at } = value;
  if (exercise !== undefined && !isExercise(exercise)) return false;
  const isPlace = stoppedAt === null || Number.isSafeInteger(stoppedAt);
  if (typeof done !== "boolean" || !isPlace || typeof at !== "string" || !isObject(answers)) return false;
  return Object.values(answers).every(isAnswer);
}

function isExercise(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { file, passed, hints, revealed } = value;
  return (
    typeof file === "string" &&
    typeof passed === "boolean" &&
    Number.isSafeInteger(hints) &&
    typeof revealed === "boolean"
  );
}

function isAnswer(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { predicted, result, knobs, at } = value;
  return (
    (predicted === null || typeof predicted === "string") &&
    (result === "right" || result === "wrong" || result === "skipped") &&
    isObject(knobs) &&
    typeof at === "string"
  );
}
