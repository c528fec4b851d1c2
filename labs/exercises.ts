/**
 * The exercises, in the order of their labs.
 *
 * @module
 */

import type { Exercise } from "../lib/lab/exercise.ts";
import { silentEofExercise } from "./01_silent_eof/check.ts";
import { slowReaderExercise } from "./09_slow_reader/check.ts";
import { longerPleaseExercise } from "./10_longer_please/check.ts";
import { timeoutHandlerExercise } from "./11_timeout_handler/check.ts";
import { clientGivesUpExercise } from "./13_client_gives_up/check.ts";
import { lengthLiesExercise } from "./22_length_lies/check.ts";
import { continueExercise } from "./24_continue/check.ts";

export const exercises: readonly [Exercise, ...Exercise[]] = [
  silentEofExercise,
  slowReaderExercise,
  longerPleaseExercise,
  timeoutHandlerExercise,
  clientGivesUpExercise,
  lengthLiesExercise,
  continueExercise,
];
