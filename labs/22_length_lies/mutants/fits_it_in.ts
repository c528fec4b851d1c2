// The promise is kept, with a file that nobody has written.

import { abortHandler, EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  open,
}: Env<{ open: (path: string) => { size: number; pieces: AsyncIterable<Uint8Array> } }>): Service {
  return {
    handler: async (w, r) => {
      const { size, pieces } = open(r.url.path);
      w.header.set("Content-Length", String(size));
      let left = size;
      try {
        for await (const piece of pieces) {
          const part = piece.subarray(0, left);
          await w.write(part);
          left -= part.length;
        }
        await w.write(new Uint8Array(left));
        log("file sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`file not sent: ${err.message}`);
        throw abortHandler();
      }
    },
  };
}
