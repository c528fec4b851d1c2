// The sleepers are cut off, and nobody leaves their places: the write throws, and what follows it is not done.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  enter,
  pieces,
}: Env<{ enter: () => Promise<() => void>; pieces: () => AsyncIterable<Uint8Array> }>): Service {
  return {
    handler: async (w) => {
      const controller = new ResponseController(w);
      const leave = await enter();
      try {
        for await (const piece of pieces()) {
          controller.setWriteDeadline(clock.now() + 30_000);
          await w.write(piece);
        }
        await controller.flush();
        leave();
        log("download done");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`download cut off: ${err.message}`);
      }
    },
  };
}
