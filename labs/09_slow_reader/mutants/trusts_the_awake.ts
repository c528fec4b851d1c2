// Whoever takes the first piece is awake. In the middle of a download people fall asleep, too.

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
        controller.setWriteDeadline(clock.now() + 30_000);
        for await (const piece of pieces()) {
          await w.write(piece);
          controller.setWriteDeadline(null);
        }
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
