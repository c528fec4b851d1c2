// The place is left at once, as the file is in memory then; and the handler waits for the sleeper without end.

import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  enter,
  pieces,
}: Env<{ enter: () => Promise<() => void>; pieces: () => AsyncIterable<Uint8Array> }>): Service {
  return {
    handler: async (w) => {
      const leave = await enter();
      const file: Uint8Array[] = [];
      for await (const piece of pieces()) file.push(piece);
      leave();
      for (const piece of file) await w.write(piece);
      log("download done");
    },
  };
}
