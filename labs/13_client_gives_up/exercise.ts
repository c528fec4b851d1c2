// Exercise 13, client-gives-up: the search
//
// A search takes a minute when the database is busy. People wait for two seconds and ask again; the database is busy with
// searches that nobody waits for any more, and the log says "results sent" for each of them.
//
// Your task: repair the handler, so that
//   - a search ends when the one who asked has gone, and does not run to its end,
//   - also if the question came with a form (a POST): old pages still send one, and nobody reads it,
//   - whoever waits gets the results, also after a minute, and whoever else gives up meanwhile,
//   - the log says "results sent" when they were, and something else when nobody was there to have them.
//
// Try it with: eoflab check client-gives-up

import type { Env, Service } from "eoflab/exercise";

/** `search` takes as long as it takes. A signal that is aborted ends it with an error. */
export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w) => {
      const results = await search();
      await w.write(results);
      log("results sent");
    },
  };
}
