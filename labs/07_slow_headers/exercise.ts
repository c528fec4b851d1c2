// Exercise 07, slow-headers: the full house
//
// Our service has room for twenty connections. One day nobody is served any more: twenty clients have connected, and send a
// byte of a request every few seconds. No request is in the log, and no CPU is busy.
//
// Your task: repair the options, so that
//   - whoever sends a whole request is answered within ten seconds, also while twenty such clients hold all places,
//   - a client that has been answered once, and then sends half a request, does not hold its place for longer either,
//   - an upload may take twenty seconds, as over a slow line, and is stored,
//   - a report may take thirty seconds to be made,
//   - a client that was answered may be silent for thirty seconds, and ask again on the same connection.
//
// Try it with: eoflab check slow-headers

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `store` keeps an upload; `makeReport` takes its time. */
export default function service({
  store,
  makeReport,
}: Env<{ store: (file: Uint8Array) => Promise<void>; makeReport: () => Promise<Uint8Array> }>): Service {
  return {
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
