// Whoever waits is told in time; the booking runs on, and is booked in the end.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  book,
}: Env<{ book: (order: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes: order, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "half an order", 400);
        return;
      }
      const late = clock.sleep(30_000).then(() => {
        throw new EoflabError("DEADLINE_EXCEEDED", "it took too long");
      });
      try {
        await w.write(await Promise.race([book(order), late]));
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`query failed: ${err.message}`);
        await error(w, "query failed", 503);
      }
    },
  };
}
