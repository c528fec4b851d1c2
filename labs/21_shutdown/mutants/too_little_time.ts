// In order, with a limit that is shorter than the work.

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
    const timer = clock.after(5_000, () => limit.abort(new Error("no time left")));
    try {
      await server.shutdown(limit.signal);
      log("all answered");
    } catch {
      server.close();
      log("somebody was cut off");
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
