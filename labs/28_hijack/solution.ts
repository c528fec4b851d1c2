// What the server has read before the connection was taken over lies in the reader that hijack gives with it: so nobody
// reads from the connection. The server's timeouts are over, and closing is the handler's. Each wait for a line gets a
// deadline of its own, set when the waiting begins, each write too; and however it ends, the connection is closed.

import { EoflabError, type Reader, ResponseController } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

const silence = 30_000;
const timeToWrite = 10_000;

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
      const write = async (text: string): Promise<void> => {
        conn.setWriteDeadline(clock.now() + timeToWrite);
        await conn.write(new TextEncoder().encode(text));
        conn.setReadDeadline(clock.now() + silence);
      };
      try {
        await write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n");
        for await (const line of linesOf(reader)) await write(`${await answer(line)}\n`);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        log(`station lost: ${err.message}`);
      } finally {
        conn.close();
      }
    },
  };
}
