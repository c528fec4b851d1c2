/**
 * What must be true of lab 23's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { rowSize } from "./rows.ts";
import { got, lastChunkCame, meant, result, trailer } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the handler panicked half-way: the client has some of the rows, each of them whole",
    check: (rec) => {
      const threw = rec.all("handler.return").some(({ error }) => error !== null);
      const some = got(rec) > 0 && got(rec) < meant && got(rec) % rowSize === 0;
      return threw && some
        ? null
        : `${got(rec)} of ${meant} bytes; it ${threw ? "panicked" : "did not panic"}`;
    },
  },
  {
    text: "the status is a 200: it had left with the first row, and nothing can take it back",
    check: (rec) => (result(rec)?.status === 200 ? null : `status ${result(rec)?.status ?? "none"}`),
  },
  {
    text: "no last chunk came, and by that the client knows: unexpected EOF",
    check: (rec) => {
      if (lastChunkCame(rec)) return "it came";
      const error = result(rec)?.error;
      return error === "unexpected EOF" ? null : `the client says ${error ?? "nothing"}`;
    },
  },
  {
    text: "the trailer that was announced in the header did not come",
    check: (rec) => (trailer(rec) === null ? null : `it has ${trailer(rec) ?? "looked for none"}`),
  },
  {
    text: "the connection ended with FIN, as after an answer that is whole",
    check: (rec) => {
      const whole = rec.last("client.body")?.whole;
      if (rec.first("client.fin") === undefined) return "no FIN came";
      return whole === false ? null : "the answer was whole";
    },
  },
];
