// Exercise 09, slow-reader: the mirror
//
// The mirror's disk has places for few downloads at a time, and more wait for a place. One morning nobody gets anything
// any more: laptops have gone to sleep in the middle of their downloads, and each of them holds a place.
//
// Your task: repair the handler, so that
//   - whoever takes nothing for 30 s is cut off,
//   - whoever waited for that place has it then, and gets the file,
//   - whoever is merely slow, and takes a little all the time, gets the whole file, however long it takes,
//   - the log says "download done" when it was, and something else when somebody was cut off.
//
// Try it with: eoflab check slow-reader

import type { Env, Service } from "eoflab/exercise";

/** `enter` waits for a place at the disk, and gives what leaves it. Only who has a place may read the `pieces` of the file. */
export default function service({
  log,
  enter,
  pieces,
}: Env<{ enter: () => Promise<() => void>; pieces: () => AsyncIterable<Uint8Array> }>): Service {
  return {
    handler: async (w) => {
      const leave = await enter();
      for await (const piece of pieces()) {
        await w.write(piece);
      }
      leave();
      log("download done");
    },
  };
}
