// An hour is enough for the slow, and as long do the sleepers keep their places.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  enter,
  pieces,
}: Env<{ enter: () => Promise<() => void>; pieces: () => AsyncIterable<Uint8Array> }>): Service {
  return {
    writeTimeout: 3_600_000,
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
