// No time is right for a whole file, neither for the one who sleeps nor for the one who is slow. The time is one for a piece:
// it begins anew with each that was taken. And the place is left however the download ends.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** Who takes no piece in this time, in ms, is asleep. */
const timeForPiece = 30_000;

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
          controller.setWriteDeadline(clock.now() + timeForPiece);
          await w.write(piece);
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
