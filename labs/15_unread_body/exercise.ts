// Exercise 15, unread-body: the archive
//
// Whoever sends a file without the right token is refused, and our log says so, several times a day. They say that they have
// never seen a 401: their uploads end with "connection reset by peer", so they send them again, and again.
//
// Your task: repair the refusal, so that
//   - whoever has the wrong token gets status 401, while the upload is still on its way, and not a reset in its place;
//     they send 8 KB every 150 ms, and begin to look for an answer 450 ms after the first of them,
//   - the rest of a refused file is not waited for: whoever sends on and never looks is cut off within three seconds,
//   - whoever has the right token gets status 201, and the whole file is stored.
//
// Try it with: eoflab check unread-body

import { EoflabError, ResponseController, type ResponseWriter, readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `store` keeps a file. */
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

/** Answers, and has done with it: what else they send is not wanted. */
async function refuse(w: ResponseWriter): Promise<void> {
  const { conn, writer } = await new ResponseController(w).hijack();
  await writer.writeString("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  await writer.flush();
  conn.close();
}
