// Without a writeTimeout nothing is cut off any more, and nobody who reads nothing either.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  makeReport,
}: Env<{ makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    handler: async (w) => {
      const report = await makeReport();
      try {
        await w.write(report);
        await new ResponseController(w).flush();
        log("report sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`report not sent: ${err.message}`);
      }
    },
  };
}
