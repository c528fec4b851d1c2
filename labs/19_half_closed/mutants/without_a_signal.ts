// Nobody ends the booking any more, and nobody can.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
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
      try {
        await w.write(await book(order));
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`query failed: ${err.message}`);
        await error(w, "query failed", 503);
      }
    },
  };
}
