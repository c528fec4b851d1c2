// Both are 10 s, and at that instant the deadline has passed.

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  count,
}: Env<{ count: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 10_000,
    handler: timeoutHandler(
      async (w, r) => {
        const numbers = await count(r.signal);
        await w.write(numbers);
      },
      10_000,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
