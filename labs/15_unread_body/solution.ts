// A close with bytes unread is a reset, which takes the answer away. The server knows that: with much of the request unread it
// says Connection: close, sends FIN behind the answer, waits half a second, and closes then. So it only has to be let.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  store,
}: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    handler: async (w, r) => {
      if (r.header.get("Authorization") !== "Bearer sesame") {
        log("refused: wrong token");
        await error(w, "wrong token", 401);
        return;
      }
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) throw new EoflabError("UNEXPECTED_EOF", `half a file: ${cut.message}`);
      await store(bytes);
      w.writeHeader(201);
    },
  };
}
