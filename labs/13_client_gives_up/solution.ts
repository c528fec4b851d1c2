// Nobody can end a search but the search, so it gets the request's signal. The server sees that a client has gone by reading
// ahead, and it reads ahead when there is nothing left of the request: so the form is read first, though nobody wants it.

import { EoflabError, ResponseController, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  search,
}: Env<{ search: (signal?: AbortSignal) => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w, r) => {
      await readAll(r.body);
      try {
        const results = await search(r.signal);
        await w.write(results);
        await new ResponseController(w).flush();
        log("results sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`results not sent: ${err.message}`);
      }
    },
  };
}
