// Exercise 08, slow-upload: the expedition
//
// An expedition sends its measurements over a satellite: two kilobytes, a pause, two kilobytes. Every upload of theirs breaks
// off after five seconds, and in the archive are files that end in the middle of a line.
//
// Your task: repair the service, so that
//   - an upload that goes on is taken, however long it takes as a whole: a piece every two seconds, for twenty seconds,
//   - an upload that stops is ended when nothing has come for ten seconds (fifteen at the latest), and told so, by a status of
//     400 or more,
//   - a file is stored when all of it has come, and with status 201; half a file is not stored,
//   - half a header does not hold a connection for longer than ten seconds.
//
// Try it with: eoflab check slow-upload

import { readAll } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `store` keeps a file. */
export default function service({ store }: Env<{ store: (file: Uint8Array) => Promise<void> }>): Service {
  return {
    readTimeout: 5_000,
    handler: async (w, r) => {
      const { bytes } = await readAll(r.body);
      await store(bytes);
      w.writeHeader(201);
    },
  };
}
