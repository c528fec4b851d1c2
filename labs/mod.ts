/**
 * All labs, in the order of the catalogue.
 *
 * @module
 */

import type { Lab } from "../lib/lab/lab.ts";
import { silentEof } from "./01_silent_eof/lab.ts";
import { theThreshold } from "./02_the_threshold/lab.ts";
import { flushTells } from "./03_flush_tells/lab.ts";
import { truncated } from "./04_truncated/lab.ts";
import { noErrorAtAll } from "./05_no_error_at_all/lab.ts";
import { tellTheTruth } from "./06_tell_the_truth/lab.ts";
import { slowUpload } from "./08_slow_upload/lab.ts";
import { longerPlease } from "./10_longer_please/lab.ts";
import { timeoutHandlerLab } from "./11_timeout_handler/lab.ts";
import { blockedLoop } from "./12_blocked_loop/lab.ts";
import { clientGivesUp } from "./13_client_gives_up/lab.ts";
import { theSecondWrite } from "./20_the_second_write/lab.ts";
import { shutdownLab } from "./21_shutdown/lab.ts";

export const labs: readonly [Lab, ...Lab[]] = [
  silentEof,
  theThreshold,
  flushTells,
  truncated,
  noErrorAtAll,
  tellTheTruth,
  slowUpload,
  longerPlease,
  timeoutHandlerLab,
  blockedLoop,
  clientGivesUp,
  theSecondWrite,
  shutdownLab,
];
