// Who asks waits for a second, so there is time for what the header says, and for nothing else: refuse, or read. The first
// read says the word. Who may upload takes longer to find out, and is asked meanwhile; a photo within the limit is cheap to
// throw away. A photo that does not announce its size is read up to the limit, and no further.

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
      const [allowed, { bytes, error: cut }] = await Promise.all([
        mayUpload(r.header.get("User")),
        readAll(maxBytesReader(w, r.body, limit)),
      ]);
      if (!allowed) return error(w, "not you", 403);
      if (cut instanceof MaxBytesError) return error(w, "too large", 413);
      if (cut !== null) return log(`a photo broke off: ${cut.message}`);
      await store(bytes);
      await w.write("thank you\n");
    },
  };
}
