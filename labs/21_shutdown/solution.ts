// Shutdown closes what is idle, refuses who is new, and waits for the rest: so the program has to wait for it, and may not
// wait for ever. Eight seconds leave two for whatever else has to end; what is left then is closed, and the log says so.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

interface Ending {
  shutdown(signal?: AbortSignal): Promise<void>;
  close(): void;
}

export default function service({
  clock,
  log,
  work,
  onTerm,
}: Env<{
  work: () => Promise<Uint8Array>;
  onTerm: (end: (server: Ending) => void | Promise<void>) => void;
}>): Service {
  onTerm(async (server) => {
    log("stopping");
    const limit = new AbortController();
    const timer = clock.after(8_000, () =>
      limit.abort(new EoflabError("DEADLINE_EXCEEDED", "eight seconds were not enough")),
    );
    try {
      await server.shutdown(limit.signal);
      log("all answered");
    } catch (err) {
      server.close();
      log(`cut off those who still waited: ${err instanceof Error ? err.message : err}`);
    } finally {
      timer.cancel();
    }
  });
  return {
    handler: async (w) => {
      await w.write(await work());
    },
  };
}
