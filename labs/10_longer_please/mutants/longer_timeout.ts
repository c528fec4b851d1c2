// Ten minutes are enough for every build, and now everybody has them.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  lines,
  archive,
}: Env<{ lines: () => AsyncIterable<Uint8Array>; archive: Uint8Array }>): Service {
  return {
    writeTimeout: 600_000,
    handler: async (w, r) => {
      const controller = new ResponseController(w);
      try {
        if (r.url.path === "/archive") return void (await w.write(archive));
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
