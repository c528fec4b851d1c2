/**
 * What must be true of lab 25's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { ending, lingered, serverRead, slop } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server read maxHeaderBytes and 4096 bytes more, and then gave up",
    check: (rec) => {
      const read = serverRead(rec);
      return ending(rec) === "431" && read === Number(rec.header.knobs.maxHeaderBytes) + slop
        ? null
        : `it read ${read} bytes, and the header was ${ending(rec)}`;
    },
  },
  {
    text: "the client got 431 and its text, and no handler was called",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 431 && result.error === null && rec.first("handler.start") === undefined
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the server shut its sending side behind the answer, and closed half a second later",
    check: (rec) => {
      const ms = lingered(rec);
      return ms !== null && ms >= 500 && rec.first("client.fin") !== undefined
        ? null
        : ms === null
          ? "it closed without that"
          : `it closed ${ms} ms later`;
    },
  },
];
