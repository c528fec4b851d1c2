// The deadline that writeTimeout sets counts from the request's header. What is to be limited is the writing, so it
// is set anew when the writing begins. And as a write that fits into conn.bufw tells nothing, the handler flushes
// before it believes that the answer has left.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

const timeToWrite = 10_000;

export default function service({
  clock,
  log,
  makeReport,
}: Env<{ makeReport: () => Promise<Uint8Array> }>): Service {
  return {
    writeTimeout: timeToWrite,
    handler: async (w) => {
      const report = await makeReport();
      const controller = new ResponseController(w);
      controller.setWriteDeadline(clock.now() + timeToWrite);
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
