// An order has a signal of its own; a question keeps that of the request, and tills ask questions, too.

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
      const limit = new AbortController();
      const timer = clock.after(30_000, () => limit.abort());
      try {
        await w.write(await book(order, order.length > 0 ? limit.signal : r.signal));
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
