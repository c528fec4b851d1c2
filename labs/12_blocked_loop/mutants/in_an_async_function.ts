// It begins in its place, runs to its end, and is async only to those who wait for it.

import type { Env, Service } from "eoflab/exercise";

async function computeAll(month: Month): Promise<void> {
  await Promise.all(
    month.days.map(async (day) => {
      day.compute();
    }),
  );
}

/** A month to report on. */
interface Month {
  /** Each takes a tenth of a second to compute, in which nothing else runs. */
  readonly days: readonly { compute(): void }[];
  /** The report, when all days have been computed. */
  text(): string;
}

export default function service({ load }: Env<{ load: () => Promise<Month> }>): Service {
  return {
    writeTimeout: 5_000,
    handler: async (w, r) => {
      if (r.url.path === "/health") {
        await w.write("up\n");
        return;
      }
      const month = await load();
      await computeAll(month);
      await w.write(month.text());
    },
  };
}
