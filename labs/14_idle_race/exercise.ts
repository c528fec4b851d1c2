// Exercise 14, idle-race: the service behind the balancer
//
// A load balancer stands in front of us. It keeps its connections to us for 60 seconds after an answer, and sends an order on
// one of them whenever it likes. A few orders in a thousand fail with 502 there, and never turn up here.
//
// Your task: repair the options, so that
//   - an order is answered on a connection that was silent for 60 seconds, half a second of delay included,
//   - a connection on which nothing comes any more is closed within two minutes: balancers crash, too,
//   - half an order does not hold a connection: neither half a header nor half a body, for longer than ten seconds.
//
// Try it with: eoflab check idle-race

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `book` books an order. */
export default function service({ book }: Env<{ book: (order: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 5_000,
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
