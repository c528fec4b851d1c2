// Whoever asks for too much is told so in time, and the database counts on for nobody.

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  count,
}: Env<{ count: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 10_000,
    handler: timeoutHandler(
      async (w) => {
        const numbers = await count();
        await w.write(numbers);
      },
      9_000,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
