// A status is said once, at the beginning. In the middle it is too late for another one.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  open,
}: Env<{ open: (path: string) => { size: number; pieces: AsyncIterable<Uint8Array> } }>): Service {
  return {
    handler: async (w, r) => {
      try {
        for await (const piece of open(r.url.path).pieces) await w.write(piece);
        log("file sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`file not sent: ${err.message}`);
        w.writeHeader(500);
      }
    },
  };
}
