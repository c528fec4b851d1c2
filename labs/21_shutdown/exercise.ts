// Exercise 21, shutdown: the deploy
//
// At every deploy some people get EOF. The old program is told to stop by SIGTERM; ten seconds later whoever runs it kills
// what is left (SIGKILL), and then nobody can say any more what was cut off.
//
// Your task: repair what happens at SIGTERM, so that
//   - whoever waits for an answer gets it, if it comes within eight seconds,
//   - whoever comes after the SIGTERM is refused, so that the new program gets them,
//   - the program ends by itself before it is killed, also if a handler hangs, and as soon as nobody waits any more,
//   - the log says "all answered" when that is so, and something else when somebody was cut off.
//
// Try it with: eoflab check shutdown

import type { Env, Service } from "eoflab/exercise";

/** What can be told to end: Go's Shutdown and Close. */
interface Ending {
  shutdown(signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** `work` takes seconds, or hangs. `onTerm` is told what to do at SIGTERM; when that is done, the program ends. */
export default function service({
  log,
  work,
  onTerm,
}: Env<{
  work: () => Promise<Uint8Array>;
  onTerm: (end: (server: Ending) => void | Promise<void>) => void;
}>): Service {
  onTerm((server) => {
    log("stopping");
    void server.shutdown();
  });
  return {
    handler: async (w) => {
      await w.write(await work());
    },
  };
}
