// Exercise 24, continue: the photos
//
// Phones ask before they send a photo: Expect: 100-continue. When nobody answers for a second, they send it all the same. So
// each upload takes a second longer than it should, and photos that are too large travel for minutes, to be refused then.
//
// Your task: repair the handler, so that
//   - who announces a photo of more than `limit` bytes gets a 413, and sends nothing of it,
//   - who asks and announces a smaller one is told to send it, before that second is over, and it is stored,
//   - who may not upload still gets a 403, however long it takes to find that out, and nothing of theirs is stored,
//   - who sends a photo without saying how large it is (chunked) is still served: 413 if it is too large, else it is stored.
//
// Try it with: eoflab check continue

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `mayUpload` asks another service, which takes two seconds. `store` keeps a photo. */
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
      if (!(await mayUpload(r.header.get("User")))) return error(w, "not you", 403);
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) return log(`a photo broke off: ${cut.message}`);
      if (bytes.length > limit) return error(w, "too large", 413);
      await store(bytes);
      await w.write("thank you\n");
    },
  };
}
