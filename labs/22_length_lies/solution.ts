// How long the file is, is known when it has been read, and then it has been sent. So nobody promises a length, and the
// answer is chunked: the last chunk says that it is whole. That chunk comes when the handler returns. When the disk fails it
// must not come, and so the handler does not return: abortHandler ends the connection.

import { abortHandler, EoflabError } from "eoflab";
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
        throw abortHandler();
      }
    },
  };
}
