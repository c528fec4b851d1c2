// The handler waits for whichever comes first. When the client has gone, the handler ends, and the search does not.

import { readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      await readAll(r.body);
      const gone = new Promise<null>((resolve) => {
        r.signal.addEventListener("abort", () => resolve(null));
      });
      const results = await Promise.race([search(), gone]);
      if (results === null) {
        log("results not sent: nobody waits for them");
        return;
      }
      await w.write(results);
      log("results sent");
    },
  };
}
