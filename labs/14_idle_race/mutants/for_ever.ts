// Whoever limits the reading by hand, and nothing else, keeps the connections of those who are gone.

import { error, ResponseController, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  book,
}: Env<{ book: (order: Uint8Array) => Promise<void> }>): Service {
  return {
    readHeaderTimeout: 5_000,
    idleTimeout: 24 * 3_600_000,
    handler: async (w, r) => {
      new ResponseController(w).setReadDeadline(clock.now() + 5_000);
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
