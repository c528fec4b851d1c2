// The tills are served, and a broken connection books what came of the order.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  book,
}: Env<{ book: (order: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes: order } = await readAll(r.body);
      const limit = new AbortController();
      const timer = clock.after(30_000, () => limit.abort());
      try {
        await w.write(await book(order, limit.signal));
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`query failed: ${err.message}`);
        await error(w, "query failed", 503);
      } finally {
        timer.cancel();
      }
    },
  };
}
