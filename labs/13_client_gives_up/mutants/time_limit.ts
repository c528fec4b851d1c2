// People wait for two seconds, so nothing may take longer; and those who would have waited get nothing.

import { EoflabError, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      await readAll(r.body);
      const limit = new AbortController();
      const timer = clock.after(2_000, () => limit.abort());
      try {
        const results = await search(limit.signal);
        await w.write(results);
        log("results sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`results not sent: ${err.message}`);
        w.writeHeader(503);
      } finally {
        timer.cancel();
      }
    },
  };
}
