// Thirty seconds for the download, and whoever is slow is cut off with those who sleep.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  enter,
  pieces,
}: Env<{ enter: () => Promise<() => void>; pieces: () => AsyncIterable<Uint8Array> }>): Service {
  return {
    writeTimeout: 30_000,
    handler: async (w) => {
      const controller = new ResponseController(w);
      const leave = await enter();
      try {
        for await (const piece of pieces()) await w.write(piece);
        await controller.flush();
        log("download done");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`download cut off: ${err.message}`);
      } finally {
        leave();
      }
    },
  };
}
