// That write returned means that a buffer has the voucher. Only the flush asks the socket; and since it comes before the handler
// returns, the length has to be said beforehand, or the answer is chunked.

import { EoflabError, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  take,
  putBack,
}: Env<{ take: () => Promise<Uint8Array>; putBack: (voucher: Uint8Array) => void }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const voucher = await take();
      w.header.set("Content-Length", String(voucher.length));
      try {
        await w.write(voucher);
        await new ResponseController(w).flush();
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        putBack(voucher);
      }
    },
  };
}
