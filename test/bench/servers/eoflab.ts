/** eoflab's server, as the bench runs it. On Deno it stands on Deno.listen, elsewhere on node:net. */

import type { Handler, Request } from "../../../lib/mod.ts";
import { network, ResponseController, Server } from "../../../lib/mod.ts";
import { large, piece, pieces, ready, small } from "./handlers.ts";

const handler: Handler = async (w, r) => {
  if (r.target === "/stream") {
    const controller = new ResponseController(w);
    for (let i = 0; i < pieces; i++) {
      await w.write(piece);
      await controller.flush();
    }
  } else if (r.method === "POST") {
    await w.write(await bodyOf(r));
  } else {
    w.header.set("Content-Type", "text/plain");
    await w.write(r.target === "/large" ? large : small);
  }
};

/** The body, of which the length is known and small. */
async function bodyOf(r: Request): Promise<Uint8Array> {
  const body = new Uint8Array(10 << 10);
  let n = 0;
  for (let got = await r.body.read(body); got !== null; got = await r.body.read(body.subarray(n))) {
    n += got;
    if (n === body.length) break;
  }
  return body.subarray(0, n);
}

const listener = await (await network()).listen({ host: "127.0.0.1", port: 0 });
ready(listener.addr.port);
await new Server({ handler }).serve(listener);
