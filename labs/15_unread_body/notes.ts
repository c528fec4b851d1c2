/**
 * Why each thing in lab 15 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { cause, clientEnded, ending, failedSend, kept, readBefore, result } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("rwc.read"),
    text: () =>
      "The header, and what of the body fits beside it into conn.bufr. The rest waits where it is: in the kernels, and in the client.",
    go: "bufio bufio.go (*Reader).fill",
    file: "lib/bufio/reader.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: () =>
      "The handler is done; its answer is not sent yet. Between here and the header the server decides what becomes of the rest of the body, behind which the next request would begin.",
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/unread_body.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) =>
      kept(rec)
        ? "The header promises nothing special: the connection goes on."
        : `The header says Connection: close. The server has read ${readBefore(rec)} bytes of the request, its header included.`,
    go: "net/http server.go (*response).requestTooLarge",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => ending(rec),
    text: (rec) => {
      if (kept(rec) || clientEnded(rec)) return "The connection ends because its client is done with it.";
      return ending(rec)?.name === "rwc.close"
        ? "Both directions are closed while bytes lie unread in the kernel. It answers with RST, and will answer so to all that comes."
        : "Only the sending side is shut. What the client still sends is taken, by the kernel, and nobody is told off for it.";
    },
    go: "net/http server.go (*conn).closeWriteAndWait",
    file: "lib/http/server/lingering_close.ts",
  },
  {
    on: (rec) => failedSend(rec) ?? result(rec),
    text: (rec) => {
      const failed = failedSend(rec);
      return failed === undefined
        ? "Nothing stood in the client's way."
        : `The RST has come, and the send is told: ${cause(failed.error)}. The answer came before it, and lies in the client's kernel; RFC 9112 §9.6 warns that a reset may erase it there.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
];
