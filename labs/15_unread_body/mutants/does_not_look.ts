// The answer is right, and comes when the file has; whoever has no token may send for as long as it likes.

import { EoflabError, error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  store,
}: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) throw new EoflabError("UNEXPECTED_EOF", `half a file: ${cut.message}`);
      if (r.header.get("Authorization") !== "Bearer sesame") {
        log("refused: wrong token");
        await error(w, "wrong token", 401);
        return;
      }
      await store(bytes);
      w.writeHeader(201);
    },
  };
}
