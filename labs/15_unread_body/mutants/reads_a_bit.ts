// Nothing is unread when it closes; what comes a moment later is.

import { EoflabError, ResponseController, type ResponseWriter, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  log,
  store,
}: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    handler: async (w, r) => {
      if (r.header.get("Authorization") !== "Bearer sesame") {
        log("refused: wrong token");
        await refuse(w);
        return;
      }
      const { bytes, error } = await readAll(r.body);
      if (error !== null) throw new EoflabError("UNEXPECTED_EOF", `half a file: ${error.message}`);
      await store(bytes);
      w.writeHeader(201);
    },
  };
}

async function refuse(w: ResponseWriter): Promise<void> {
  const { conn, writer } = await new ResponseController(w).hijack();
  await writer.writeString("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  await writer.flush();
  await conn.read(new Uint8Array(64 * 1024));
  conn.close();
}
