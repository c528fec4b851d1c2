/**
 * The exercises, in the order of their labs.
 *
 * @module
 */

import type { Exercise } from "../lib/lab/exercise.ts";
import { silentEofExercise } from "./01_silent_eof/check.ts";
import { flushTellsExercise } from "./03_flush_tells/check.ts";
import { tellTheTruthExercise } from "./06_tell_the_truth/check.ts";
import { slowHeadersExercise } from "./07_slow_headers/check.ts";
import { slowUploadExercise } from "./08_slow_upload/check.ts";
import { slowReaderExercise } from "./09_slow_reader/check.ts";
import { longerPleaseExercise } from "./10_longer_please/check.ts";
import { timeoutHandlerExercise } from "./11_timeout_handler/check.ts";
import { blockedLoopExercise } from "./12_blocked_loop/check.ts";
import { clientGivesUpExercise } from "./13_client_gives_up/check.ts";
import { idleRaceExercise } from "./14_idle_race/check.ts";
import { unreadBodyExercise } from "./15_unread_body/check.ts";
import { halfClosedExercise } from "./19_half_closed/check.ts";
import { shutdownExercise } from "./21_shutdown/check.ts";
import { lengthLiesExercise } from "./22_length_lies/check.ts";
import { continueExercise } from "./24_continue/check.ts";
import { twoLengthsExercise } from "./26_two_lengths/check.ts";
import { hijackExercise } from "./28_hijack/check.ts";

export const exercises: readonly [Exercise, ...Exercise[]] = [
  silentEofExercise,
  flushTellsExercise,
  tellTheTruthExercise,
  slowHeadersExercise,
  slowUploadExercise,
  slowReaderExercise,
  longerPleaseExercise,
  timeoutHandlerExercise,
  blockedLoopExercise,
  clientGivesUpExercise,
  idleRaceExercise,
  unreadBodyExercise,
  halfClosedExercise,
  shutdownExercise,
  lengthLiesExercise,
  continueExercise,
  twoLengthsExercise,
  hijackExercise,
];
