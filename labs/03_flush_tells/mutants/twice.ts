// A large voucher fails in the write, and the flush has the same error again: it is put back by both.

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
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        putBack(voucher);
      }
      try {
        await new ResponseController(w).flush();
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        putBack(voucher);
      }
    },
  };
}
