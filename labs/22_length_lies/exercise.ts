// Exercise 22, length-lies: the archive
//
// The index of the archive is made at night. Whoever asks for a file that somebody has changed since gets unexpected EOF,
// and sometimes only a part of it; and when it has shrunk, the log says "file sent" all the same.
//
// Your task: repair the handler, so that
//   - whoever asks gets all of the file as it is now, whether it has grown or shrunk,
//   - what the disk has given is sent, and does not wait for the rest: a large file takes hours, and no memory holds it,
//   - when the disk fails in the middle, whoever asked gets an error, and not a part that looks like the whole,
//   - the log says "file sent" when the client has the whole file, and something else when it has not.
//
// Try it with: eoflab check length-lies

import { EoflabError } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `open` gives what the index says of a file's size, and the file, piece by piece. A disk that fails throws. */
export default function service({
  log,
  open,
}: Env<{ open: (path: string) => { size: number; pieces: AsyncIterable<Uint8Array> } }>): Service {
  return {
    handler: async (w, r) => {
      const { size, pieces } = open(r.url.path);
      w.header.set("Content-Length", String(size));
      try {
        for await (const piece of pieces) await w.write(piece);
        log("file sent");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`file not sent: ${err.message}`);
      }
    },
  };
}
