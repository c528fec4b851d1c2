// Both give up at the same moment, and an order that has just left finds nobody.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({ book }: Env<{ book: (order: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 5_000,
    idleTimeout: 60_000,
    handler: async (w, r) => {
      const { bytes: order, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "half an order", 400);
        return;
      }
      await book(order);
      await w.write("booked\n");
    },
  };
}
