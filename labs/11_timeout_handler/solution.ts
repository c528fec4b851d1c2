// The 503 goes through the same socket as every answer, with the same deadline: so the limit has to be over while there is
// time to write. And a handler that was answered for goes on unless it looks at its signal, which is aborted then.

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** How long a statistic may take. */
const limit = 9_000;

/** How long anybody may take to be told. */
const timeToWrite = 5_000;

export default function service({
  clock,
  count,
}: Env<{ count: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: limit + timeToWrite,
    handler: timeoutHandler(
      async (w, r) => {
        const numbers = await count(r.signal);
        await w.write(numbers);
      },
      limit,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
