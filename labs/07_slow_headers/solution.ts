// Whoever connects has a limited time to say what it wants: that is readHeaderTimeout. It leaves alone what may take long, the
// body and the handler, and counts anew for each request.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  store,
  makeReport,
}: Env<{ store: (file: Uint8Array) => Promise<void>; makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    readHeaderTimeout: 5_000,
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
