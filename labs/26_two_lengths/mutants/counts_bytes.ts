// An ö counts as two; and the body of a GET follows without a length, as a request of its own.

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
      const text = new TextDecoder().decode(bytes);
      const length =
        r.method === "POST" ? `Content-Length: ${new TextEncoder().encode(text).length}\r\n` : "";
      const answer = await ask(`${r.method} ${r.target} HTTP/1.1\r\nHost: behind\r\n${length}\r\n${text}`);
      w.writeHeader(answer.status);
      await w.write(answer.body);
    },
  };
}
