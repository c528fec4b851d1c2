// A FIN says that a client sends no more, and not that it has gone; the server cannot know which, and aborts r.signal. So the
// booking gets a signal of its own, with a limit of its own. And what r.signal told by the way, the body has to tell: an order
// that breaks off has an error when it is read.

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
        log(`half an order: ${cut.message}`);
        await error(w, "half an order", 400);
        return;
      }
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
