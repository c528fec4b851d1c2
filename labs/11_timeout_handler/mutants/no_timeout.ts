// Two limits are one too many: without the writeTimeout the 503 arrives, and whoever reads nothing stays.

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  count,
}: Env<{ count: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: timeoutHandler(
      async (w, r) => {
        const numbers = await count(r.signal);
        await w.write(numbers);
      },
      9_000,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
