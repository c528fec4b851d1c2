// A minute for everybody, also for those of whom nothing comes any more.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({ store }: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 60_000,
    handler: async (w, r) => {
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "too slow", 408);
        return;
      }
      await store(bytes);
      w.writeHeader(201);
    },
  };
}
