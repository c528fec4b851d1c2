// The deadline comes after the limit now, and whoever asks for too much waits for half a minute.

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  count,
}: Env<{ count: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 40_000,
    handler: timeoutHandler(
      async (w, r) => {
        const numbers = await count(r.signal);
        await w.write(numbers);
      },
      30_000,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
