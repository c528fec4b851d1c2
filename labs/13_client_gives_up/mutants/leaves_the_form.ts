// The search gets the signal, which is never aborted while there is a form to read.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      try {
        const results = await search(r.signal);
        await w.write(results);
        log("results sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`results not sent: ${err.message}`);
      }
    },
  };
}
