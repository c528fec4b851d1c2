// Exercise 01, silent-eof: the report
//
// The report takes a minute to make. Whoever asks for it gets EOF; the service's log says "report sent".
//
// Your task: repair the handler, so that
//   - whoever asks gets the whole report, also when making it takes a minute,
//   - the log says "report sent" when it has left, and what went wrong when it has not,
//   - somebody who asks and then reads nothing is still cut off: 10 s to write an answer are enough for everybody.
//
// Try it with: eoflab check silent-eof

import type { Env, Service } from "eoflab/exercise";

/** `makeReport` takes as long as it takes. */
export default function service({
  log,
  makeReport,
}: Env<{ makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const report = await makeReport();
      await w.write(report);
      log("report sent");
    },
  };
}
