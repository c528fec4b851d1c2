// Exercise 26, two-lengths: the relay
//
// Our relay passes requests on to the server behind it, all on one connection. Now and then somebody gets the answer that is
// another's; and behind the relay somebody has asked for /hidden, which the relay has never seen.
//
// Your task: repair the relay, so that
//   - what it passes on ends where it says that it ends: whoever asks next gets the answer to what they asked,
//   - for an order with an ö in it, for a body that is no text, for one in chunks, and for a GET that has a body,
//   - and the bytes of an order arrive behind the relay as they were sent,
//   - half an order, whose client is gone, is not passed on.
//
// Try it with: eoflab check two-lengths

import { readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `ask` sends bytes to the server behind, a text as UTF-8, and reads one answer. */
export default function service({
  ask,
}: Env<{ ask: (request: Uint8Array | string) => Promise<{ status: number; body: Uint8Array }> }>): Service {
  return {
    handler: async (w, r) => {
      const { bytes } = await readAll(r.body);
      const text = new TextDecoder().decode(bytes);
      const length = r.method === "POST" ? `Content-Length: ${text.length}\r\n` : "";
      const answer = await ask(`${r.method} ${r.target} HTTP/1.1\r\nHost: behind\r\n${length}\r\n${text}`);
      w.writeHeader(answer.status);
      await w.write(answer.body);
    },
  };
}
