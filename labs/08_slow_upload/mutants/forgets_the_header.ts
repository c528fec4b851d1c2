// The body has its limit, and whoever never comes to it has none.

import { EoflabError, error, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  store,
}: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    handler: async (w, r) => {
      const controller = new ResponseController(w);
      const parts: Uint8Array[] = [];
      const p = new Uint8Array(16 * 1024);
      try {
        for (;;) {
          controller.setReadDeadline(clock.now() + 10_000);
          const n = await r.body.read(p);
          if (n === null) break;
          parts.push(p.slice(0, n));
        }
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        await error(w, "nothing came for ten seconds", 408);
        return;
      }
      await store(joined(parts));
      w.writeHeader(201);
    },
  };
}

/** All parts in one. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
