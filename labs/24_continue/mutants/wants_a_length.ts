// Everything is known beforehand now, and whoever was served without a length is not served any more.

import { error, readAll } from "eoflab";
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
      if (r.contentLength === -1) return error(w, "how large is it?", 411);
      if (r.contentLength > limit) return error(w, "too large", 413);
      const [allowed, { bytes, error: cut }] = await Promise.all([
        mayUpload(r.header.get("User")),
        readAll(r.body),
      ]);
      if (!allowed) return error(w, "not you", 403);
      if (cut !== null) return log(`a photo broke off: ${cut.message}`);
      await store(bytes);
      await w.write("thank you\n");
    },
  };
}
