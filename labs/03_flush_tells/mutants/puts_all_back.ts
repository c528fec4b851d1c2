// Nobody loses a voucher, and some are given out twice.

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
      } finally {
        putBack(voucher);
      }
    },
  };
}
