// Exercise 10, longer-please: the build's log
//
// The page of a build shows the build's log while it grows. Whoever watches a build of more than ten seconds sees the
// log break off in the middle, and the answer ends with an unexpected EOF.
//
// Your task: repair the service, so that
//   - whoever watches sees the whole log, however long the build takes, and however long it is silent,
//   - each line arrives when it is there, and not at the end,
//   - somebody who reads nothing is cut off: 10 s to take a line are enough for everybody,
//   - the archive stays as strict as it is: it arrives, and 10 s after it was asked for it is over.
//
// Try it with: eoflab check longer-please

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `lines` are the lines of a build that goes on; `archive` is there. */
export default function service({
  log,
  lines,
  archive,
}: Env<{ lines: () => AsyncIterable<Uint8Array>; archive: Uint8Array }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w, r) => {
      const controller = new ResponseController(w);
      try {
        if (r.url.path === "/archive") return void (await w.write(archive));
        for await (const line of lines()) {
          await w.write(line);
          await controller.flush();
        }
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`${r.url.path}: ${err.message}`);
      }
    },
  };
}
