// One time for all of it: silent connections live long enough, and half an order as long.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({ book }: Env<{ book: (order: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 75_000,
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
