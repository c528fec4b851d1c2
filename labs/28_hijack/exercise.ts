// Exercise 28, hijack: the weather stations
//
// Stations connect, and report in lines, each of which is answered. From some of them the first line comes without its
// first letter, or not at all; and when one has lost its power, its connection stays: there are thousands of those by now.
//
// Your task: repair the handler, so that
//   - every line is answered, also when it comes in one piece with the request, or while the station is checked in,
//   - a station that has said all is let go at once: the connection is closed,
//   - one that says nothing for 30 s, and is not waiting for an answer, is let go, too (10 s later is still in time),
//   - nobody else is: a station may talk for hours, and an answer may take minutes.
//
// Try it with: eoflab check hijack

import { type Reader, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `checkIn` takes a moment, and gives what answers. `linesOf` reads one line after the other, until there is none. */
export default function service({
  checkIn,
  linesOf,
}: Env<{
  checkIn: () => Promise<(line: string) => Promise<string>>;
  linesOf: (from: Reader) => AsyncIterable<string>;
}>): Service {
  return {
    readTimeout: 5_000,
    writeTimeout: 10_000,
    handler: async (w) => {
      const answer = await checkIn();
      const { conn } = await new ResponseController(w).hijack();
      const write = (text: string) => conn.write(new TextEncoder().encode(text));
      await write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n");
      for await (const line of linesOf(conn)) await write(`${await answer(line)}\n`);
    },
  };
}
