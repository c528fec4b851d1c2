// Whoever waits has eight seconds; meanwhile the door stands open.

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
    await clock.sleep(7_500);
    const limit = new AbortController();
    const timer = clock.after(500, () => limit.abort(new Error("no time left")));
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
