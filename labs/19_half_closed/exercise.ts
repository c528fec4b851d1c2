// Exercise 19, half-closed: the till
//
// The tills in the shops send an order, shut down their sending side, and wait for the receipt. Since the new server is there
// all of them get "query failed" at once, and the log is full of "context canceled". From a browser the same order is fine.
//
// Your task: repair the handler, so that
//   - a till gets its receipt, with status 200, and so does everybody else,
//   - half an order is refused: its end is missing because a connection broke, and it is not to be booked,
//   - a booking that hangs is still ended, after 30 seconds at the latest, and whoever waits is told (a status of 500 or more),
//   - and that for each order: a minute after the start it is as at the start.
//
// Try it with: eoflab check half-closed

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `book` gives a receipt, and takes a while. A signal that is aborted ends it with an error. */
export default function service({
  log,
  book,
}: Env<{ book: (order: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes: order } = await readAll(r.body);
      try {
        await w.write(await book(order, r.signal));
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`query failed: ${err.message}`);
        await error(w, "query failed", 500);
      }
    },
  };
}
