// Nobody is left in the middle of shutdown; everybody is cut off.

import type { Env, Service } from "eoflab/exercise";

interface Ending {
  shutdown(signal?: AbortSignal): Promise<void>;
  close(): void;
}

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
    server.close();
    log("all answered");
  });
  return {
    handler: async (w) => {
      await w.write(await work());
    },
  };
}
