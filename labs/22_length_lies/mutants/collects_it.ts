// The length is right now, and whoever asks waits until the disk has given the last piece.

import { abortHandler, EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  open,
}: Env<{ open: (path: string) => { size: number; pieces: AsyncIterable<Uint8Array> } }>): Service {
  return {
    handler: async (w, r) => {
      const file: Uint8Array[] = [];
      try {
        for await (const piece of open(r.url.path).pieces) file.push(piece);
        w.header.set("Content-Length", String(file.reduce((sum, { length }) => sum + length, 0)));
        for (const piece of file) await w.write(piece);
        log("file sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`file not sent: ${err.message}`);
        throw abortHandler();
      }
    },
  };
}
