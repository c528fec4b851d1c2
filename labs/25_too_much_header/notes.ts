/**
 * Why each thing in lab 25 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { ending, lingered, serverRead, slop } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("server.accept"),
    text: (rec) =>
      `For the header the server will read ${rec.header.knobs.maxHeaderBytes} + ${slop} bytes and no more: a buffered reader takes what comes, also a piece of the body, and the ${slop} are for that.`,
    go: "net/http server.go (*Server).initialReadLimitSize",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("rwc.read"),
    text: () => "The header is read 4096 bytes at a time, the size of conn.bufr, or as it comes.",
    go: "net/http server.go (*connReader).Read",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => rec.all("rwc.read").at(-1),
    text: (rec) => {
      const read = serverRead(rec);
      if (ending(rec) === "431")
        return `${read} bytes, and the header has not ended: that is the limit. The rest, if there is any, stays in the kernel.`;
      return `${read} bytes, and the limit was not reached.`;
    },
    go: "net/http server.go (*connReader).hitReadLimit",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => rec.first("rwc.closeWrite") ?? rec.first("rwc.close"),
    text: (rec) => {
      const ms = lingered(rec);
      if (ms !== null)
        return `The server shuts its sending side and closes ${seconds(ms)} later. If it closed at once, bytes that lie unread in its kernel would be met with RST, and the RST could take the 431 away.`;
      return ending(rec) === "taken"
        ? "The client is done with the connection."
        : "No answer was written: the header was not there, and nothing is known of what it would have asked for.";
    },
    go: "net/http server.go (*conn).closeWriteAndWait",
    file: "lib/http/server/lingering_close.ts",
  },
];
