// Exercise 03, flush-tells: the vouchers
//
// Each voucher is given out once. Every day some people write that they have got none, and ours says that it has been taken.
//
// Your task: repair the handler, so that
//   - a voucher whose answer does not leave is put back, once, whatever its size,
//   - one that has reached its client is not,
//   - an answer that leaves has a Content-Length, as it has now: the app shows its progress by it.
//
// Try it with: eoflab check flush-tells

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `take` takes a voucher out of the box, which may take a while; `putBack` puts it back. */
export default function service({
  take,
  putBack,
}: Env<{ take: () => Promise<Uint8Array>; putBack: (voucher: Uint8Array) => void }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w) => {
      const voucher = await take();
      try {
        await w.write(voucher);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        putBack(voucher);
      }
    },
  };
}
