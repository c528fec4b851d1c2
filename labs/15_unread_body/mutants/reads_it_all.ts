// Nothing is unread, and nobody who uploads has an answer before all has been sent.

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
        await readAll(r.body);
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
