// Where a request ends must be the same for whoever sends it and whoever reads it: so the length is that of the very bytes which
// follow, and every request says it. What the relay has not got as a whole has no length that would be true.

import { error, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  ask,
}: Env<{ ask: (request: Uint8Array | string) => Promise<{ status: number; body: Uint8Array }> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes, error: cut } = await readAll(r.body);
      if (cut !== null) {
        await error(w, "half an order", 400);
        return;
      }
      const head = `${r.method} ${r.target} HTTP/1.1\r\nHost: behind\r\nContent-Length: ${bytes.length}\r\n\r\n`;
      const answer = await ask(joined(new TextEncoder().encode(head), bytes));
      w.writeHeader(answer.status);
      await w.write(answer.body);
    },
  };
}

/** The two, one behind the other. */
function joined(head: Uint8Array, body: Uint8Array): Uint8Array {
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}
