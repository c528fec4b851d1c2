// Looks at what write says, which is nothing: the bytes fit into a buffer.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  makeReport,
}: Env<{ makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const report = await makeReport();
      try {
        const n = await w.write(report);
        log(n === report.length ? "report sent" : `only ${n} bytes sent`);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`report not sent: ${err.message}`);
      }
    },
  };
}
