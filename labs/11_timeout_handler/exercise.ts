// Exercise 11, timeout-handler: the statistics
//
// A statistic takes a second, or a minute, as it happens. Somebody has put a timeoutHandler around it, so that nobody
// waits in vain; those who ask for a long one get EOF, and the database goes on counting for them.
//
// Your task: repair the service, so that
//   - whoever asks for what takes too long gets a 503, 10 s after the question at the latest,
//   - what takes 8 s still arrives whole,
//   - the counting ends when its client has been told 503,
//   - somebody who asks and then reads nothing is cut off: 20 s after the question it is over.
//
// Try it with: eoflab check timeout-handler

import { timeoutHandler } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `count` takes as long as it takes. A signal that is aborted ends it with an error. */
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
      30_000,
      "this takes too long, ask for less\n",
      clock,
    ),
  };
}
