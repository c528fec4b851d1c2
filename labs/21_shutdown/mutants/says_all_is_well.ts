// It ends in order or not, and says the same each time.

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
    await Promise.race([server.shutdown(), clock.sleep(8_000)]);
    server.close();
    log("all answered");
  });
  return {
    handler: async (w) => {
      await w.write(await work());
    },
  };
}
