// Of the two sides of an idle connection the one that sends requests has to give up first: it knows what it is about to send.
// So the server waits longer than the balancer, by more than a request is under way. readTimeout limits what has begun.

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
      await w.write("booked\n");
    },
  };
}
