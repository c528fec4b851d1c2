/**
 * The lanes of a ladder. That of the wire is drawn where packets were captured.
 *
 * @module
 */

import { type Lane, lanes } from "../trace/events.ts";
import type { RecordingHeader } from "../trace/recording.ts";

/** The lanes of a recording, from the left. */
export function lanesOf({ capture }: RecordingHeader): readonly Lane[] {
  return capture === undefined ? lanes.filter((lane) => lane !== "wire") : lanes;
}
