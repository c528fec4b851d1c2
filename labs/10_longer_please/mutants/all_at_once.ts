// The whole log arrives, when there is nothing left to watch.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  lines,
  archive,
}: Env<{ lines: () => AsyncIterable<Uint8Array>; archive: Uint8Array }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w, r) => {
      const controller = new ResponseController(w);
      try {
        if (r.url.path === "/archive") return void (await w.write(archive));
        const all: Uint8Array[] = [];
        for await (const line of lines()) all.push(line);
        for (const line of all) {
          controller.setWriteDeadline(clock.now() + 10_000);
          await w.write(line);
          await controller.flush();
        }
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`${r.url.path}: ${err.message}`);
      }
    },
  };
}
