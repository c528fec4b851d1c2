// The race is gone, and so is what the balancer keeps its connections for.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({ book }: Env<{ book: (order: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 5_000,
    idleTimeout: 75_000,
    handler: async (w, r) => {
      const { bytes: order, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "half an order", 400);
        return;
      }
      await book(order);
      w.header.set("Connection", "close");
      await w.write("booked\n");
    },
  };
}
