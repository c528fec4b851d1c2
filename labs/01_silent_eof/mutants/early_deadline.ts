// The deadline is moved, but before the work: it has passed again when there is something to write.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
  makeReport,
}: Env<{ makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const controller = new ResponseController(w);
      controller.setWriteDeadline(clock.now() + 10_000);
      const report = await makeReport();
      try {
        await w.write(report);
        await controller.flush();
        log("report sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`report not sent: ${err.message}`);
      }
    },
  };
}
