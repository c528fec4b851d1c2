// Whoever asks while a search runs gets its results, until the one who began it gives up.

import { EoflabError, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  let running: Promise<Uint8Array> | null = null;
  return {
    handler: async (w, r) => {
      await readAll(r.body);
      running ??= search(r.signal).finally(() => {
        running = null;
      });
      try {
        const results = await running;
        await w.write(results);
        log("results sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`results not sent: ${err.message}`);
      }
    },
  };
}
