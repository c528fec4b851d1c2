// Nothing follows a GET any more, and behind an ö there is still a byte too many.

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
      const rest = r.method === "POST" ? `Content-Length: ${text.length}\r\n\r\n${text}` : "\r\n";
      const answer = await ask(`${r.method} ${r.target} HTTP/1.1\r\nHost: behind\r\n${rest}`);
      w.writeHeader(answer.status);
      await w.write(answer.body);
    },
  };
}
