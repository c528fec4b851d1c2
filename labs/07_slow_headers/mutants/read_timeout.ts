// The header has its limit, and the upload the same one.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  store,
  makeReport,
}: Env<{ store: (file: Uint8Array) => Promise<void>; makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    readTimeout: 5_000,
    idleTimeout: 60_000,
    handler: async (w, r) => {
      if (r.method === "PUT") {
        const { bytes, error: cut } = await readAll(r.body);
        if (cut !== null) {
          await error(w, "half a file", 400);
          return;
        }
        await store(bytes);
        w.writeHeader(201);
      } else if (r.url.path === "/report") {
        await w.write(await makeReport());
      } else {
        await w.write("hello\n");
      }
    },
  };
}
