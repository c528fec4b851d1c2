// The log tells the truth, and the search has run to its end all the same.

import { readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      await readAll(r.body);
      const results = await search();
      if (r.signal.aborted) {
        log("results not sent: nobody waits for them");
        return;
      }
      await w.write(results);
      log("results sent");
    },
  };
}
