// The others have their turns, and the second one who asks has no report.

import { error } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** A month to report on. */
interface Month {
  /** Each takes a tenth of a second to compute, in which nothing else runs. */
  readonly days: readonly { compute(): void }[];
  /** The report, when all days have been computed. */
  text(): string;
}

export default function service({ clock, load }: Env<{ load: () => Promise<Month> }>): Service {
  let isBusy = false;
  return {
    writeTimeout: 5_000,
    handler: async (w, r) => {
      if (r.url.path === "/health") {
        await w.write("up\n");
        return;
      }
      if (isBusy) {
        await error(w, "busy", 503);
        return;
      }
      isBusy = true;
      const month = await load();
      for (const day of month.days) {
        day.compute();
        await clock.sleep(0);
      }
      isBusy = false;
      await w.write(month.text());
    },
  };
}
