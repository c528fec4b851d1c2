// All bytes were taken: by a buffer.

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  take,
  putBack,
}: Env<{ take: () => Promise<Uint8Array>; putBack: (voucher: Uint8Array) => void }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const voucher = await take();
      try {
        const n = await w.write(voucher);
        if (n < voucher.length) putBack(voucher);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        putBack(voucher);
      }
    },
  };
}
