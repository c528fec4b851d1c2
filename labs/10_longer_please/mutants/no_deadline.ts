// A log has no end that one could know, so it gets no deadline; and whoever reads nothing holds it for ever.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
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
        controller.setWriteDeadline(null);
        for await (const line of lines()) {
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
