// Exercise 12, blocked-loop: the monthly report
//
// Whenever somebody asks for the monthly report, our monitoring says that the service is down: for two seconds /health does not
// answer. Nothing is down. It computes.
//
// Your task: repair the handler, so that
//   - /health answers within 600 ms, also while a report is being computed,
//   - whoever asks for the report gets all of it, within 2.5 s if nobody else does,
//   - two who ask at the same time get theirs, both within the 5 s that the server gives to an answer.
//
// Wait by `clock` if you have to wait: the check's time is not your machine's.
// Try it with: eoflab check blocked-loop

import type { Env, Service } from "eoflab/exercise";

/** A month to report on. */
interface Month {
  /** Each takes a tenth of a second to compute, in which nothing else runs. */
  readonly days: readonly { compute(): void }[];
  /** The report, when all days have been computed. */
  text(): string;
}

/** `load` fetches a month. */
export default function service({ load }: Env<{ load: () => Promise<Month> }>): Service {
  return {
    writeTimeout: 5_000,
    handler: async (w, r) => {
      if (r.url.path === "/health") {
        await w.write("up\n");
        return;
      }
      const month = await load();
      for (const day of month.days) day.compute();
      await w.write(month.text());
    },
  };
}
