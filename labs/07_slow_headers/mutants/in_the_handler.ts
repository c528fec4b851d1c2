// The handler is called when there is a header; for these clients it never is.

import { error, ResponseController, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  store,
  makeReport,
}: Env<{ store: (file: Uint8Array) => Promise<void>; makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    idleTimeout: 60_000,
    handler: async (w, r) => {
      new ResponseController(w).setReadDeadline(clock.now() + 30_000);
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
