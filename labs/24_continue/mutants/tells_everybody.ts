// Nobody waits any more, and every photo travels.

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
      w.writeHeader(100);
      if (!(await mayUpload(r.header.get("User")))) return error(w, "not you", 403);
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) return log(`a photo broke off: ${cut.message}`);
      if (bytes.length > limit) return error(w, "too large", 413);
      await store(bytes);
      await w.write("thank you\n");
    },
  };
}
