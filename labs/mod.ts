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
import { slowHeaders } from "./07_slow_headers/lab.ts";
import { slowUpload } from "./08_slow_upload/lab.ts";
import { slowReader } from "./09_slow_reader/lab.ts";
import { longerPlease } from "./10_longer_please/lab.ts";
import { timeoutHandlerLab } from "./11_timeout_handler/lab.ts";
import { blockedLoop } from "./12_blocked_loop/lab.ts";
import { clientGivesUp } from "./13_client_gives_up/lab.ts";
import { idleRace } from "./14_idle_race/lab.ts";
import { unreadBody } from "./15_unread_body/lab.ts";
import { twoKeepalives } from "./16_two_keepalives/lab.ts";
import { pipelining } from "./17_pipelining/lab.ts";
import { whoCloses } from "./18_who_closes/lab.ts";
import { halfClosed } from "./19_half_closed/lab.ts";
import { theSecondWrite } from "./20_the_second_write/lab.ts";
import { shutdownLab } from "./21_shutdown/lab.ts";
import { lengthLies } from "./22_length_lies/lab.ts";
import { cutChunks } from "./23_cut_chunks/lab.ts";
import { continueLab } from "./24_continue/lab.ts";
import { tooMuchHeader } from "./25_too_much_header/lab.ts";
import { twoLengths } from "./26_two_lengths/lab.ts";
import { panic } from "./27_panic/lab.ts";
import { hijack } from "./28_hijack/lab.ts";

export const labs: readonly [Lab, ...Lab[]] = [
  silentEof,
  theThreshold,
  flushTells,
  truncated,
  noErrorAtAll,
  tellTheTruth,
  slowHeaders,
  slowUpload,
  slowReader,
  longerPlease,
  timeoutHandlerLab,
  blockedLoop,
  clientGivesUp,
  idleRace,
  unreadBody,
  twoKeepalives,
  pipelining,
  whoCloses,
  halfClosed,
  theSecondWrite,
  shutdownLab,
  lengthLies,
  cutChunks,
  continueLab,
  tooMuchHeader,
  twoLengths,
  panic,
  hijack,
];
