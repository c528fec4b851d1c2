// The limit begins when the service does, and half a minute later every order fails.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  book,
}: Env<{ book: (order: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  const limit = new AbortController();
  clock.after(30_000, () => limit.abort());
  return {
    handler: async (w, r) => {
      const { bytes: order, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "half an order", 400);
        return;
      }
      try {
        await w.write(await book(order, limit.signal));
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`query failed: ${err.message}`);
        await error(w, "query failed", 503);
      }
    },
  };
}
