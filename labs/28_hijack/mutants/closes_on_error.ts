// That a station has said all is no error: the loop ends, the handler returns, and the connection stays.

import { EoflabError, type Reader, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({
  clock,
  log,
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
      const { conn, reader } = await new ResponseController(w).hijack();
      const write = (text: string) => conn.write(new TextEncoder().encode(text));
      try {
        await write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n");
        conn.setReadDeadline(clock.now() + 30_000);
        for await (const line of linesOf(reader)) {
          await write(`${await answer(line)}\n`);
          conn.setReadDeadline(clock.now() + 30_000);
        }
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`station lost: ${err.message}`);
        conn.close();
      }
    },
  };
}
