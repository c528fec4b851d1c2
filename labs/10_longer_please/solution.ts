// The writeTimeout is a time for a whole answer, and a log has no such time. Each of its lines has: the deadline is set
// anew when there is a line to write, and not before, as the build may be silent for longer than any deadline. Everything
// else keeps the strict one.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

const timeToWrite = 10_000;

export default function service({
  clock,
  log,
  lines,
  archive,
}: Env<{ lines: () => AsyncIterable<Uint8Array>; archive: Uint8Array }>): Service {
  return {
    writeTimeout: timeToWrite,
    handler: async (w, r) => {
      const controller = new ResponseController(w);
      try {
        if (r.url.path === "/archive") return void (await w.write(archive));
        for await (const line of lines()) {
          controller.setWriteDeadline(clock.now() + timeToWrite);
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
