// The log is right, and the client has what it had before.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  open,
}: Env<{ open: (path: string) => { size: number; pieces: AsyncIterable<Uint8Array> } }>): Service {
  return {
    handler: async (w, r) => {
      const { size, pieces } = open(r.url.path);
      w.header.set("Content-Length", String(size));
      let written = 0;
      try {
        for await (const piece of pieces) written += await w.write(piece);
        log(written === size ? "file sent" : `file not sent: ${written} of ${size} bytes`);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`file not sent: ${err.message}`);
      }
    },
  };
}
