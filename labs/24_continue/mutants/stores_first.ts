// Whoever may not upload hears so, and the photo is in the store.

import { error, MaxBytesError, maxBytesReader, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  limit,
  mayUpload,
  store,
}: Env<{
  limit: number;
  mayUpload: (user: string) => Promise<boolean>;
  store: (photo: Uint8Array) => Promise<void>;
}>): Service {
  return {
    handler: async (w, r) => {
      if (r.contentLength > limit) return error(w, "too large", 413);
      const asked = mayUpload(r.header.get("User"));
      const { bytes, error: cut } = await readAll(maxBytesReader(w, r.body, limit));
      if (cut instanceof MaxBytesError) return error(w, "too large", 413);
      if (cut !== null) return log(`a photo broke off: ${cut.message}`);
      await store(bytes);
      if (!(await asked)) return error(w, "not you", 403);
      await w.write("thank you\n");
    },
  };
}
