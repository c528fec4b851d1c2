/**
 * The exercise that a lab has, as it is offered behind the lab.
 *
 * @module
 */

import { exercises } from "../../../labs/exercises.ts";
import type { Lab } from "../../lab/lab.ts";
import { invocation } from "../invocation.ts";

/** What to type to begin it, and what it is about; `null` where the lab has none. */
export function offer({ id }: Pick<Lab, "id">): { command: string; shows: string } | null {
  const exercise = exercises.find(({ lab }) => lab === id);
  if (exercise === undefined) return null;
  return { command: `${invocation("workshop")} start ${id}`, shows: `the exercise: ${exercise.task}` };
}
