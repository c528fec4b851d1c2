// The waiting has a limit, and is as long as its limit each time.

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
    let isDown = false;
    void server.shutdown().then(() => {
      isDown = true;
    });
    await clock.sleep(8_000);
    server.close();
    log(isDown ? "all answered" : "somebody was cut off");
  });
  return {
    handler: async (w) => {
      await w.write(await work());
    },
  };
}
