/**
 * Why each thing in lab 21 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { asIdle, closing, cutShort, down, headerOfWaited, refused, restCame, told, waited } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: told,
    text: (rec) =>
      told(rec)?.how === "shutdown"
        ? "The listener is closed first: who connects from now on is refused. Then it looks, again and again, which connections are idle."
        : "The listener and every connection are closed, in whatever state they are.",
    go: "net/http server.go (*Server).Shutdown, (*Server).Close",
    file: "lib/http/server/server.ts",
  },
  {
    on: (rec) => closing(rec, 1),
    text: (rec) =>
      asIdle(rec, 1)
        ? "This one is in StateIdle. Its client may be sending a request just now, which is lost: lab 14."
        : "Close asks for no state. On this one nobody waited for anything.",
    go: "net/http server.go (*Server).closeIdleConns",
    file: "lib/http/server/server.ts",
  },
  {
    on: (rec) => cutShort(rec) ?? rec.first("handler.wake"),
    text: (rec) =>
      cutShort(rec) === undefined
        ? "Nobody has told the handler that the server ends, so it has worked as long as ever. registerOnShutdown is there to tell it."
        : "A function given to registerOnShutdown has told the handler to come to an end. Shutdown calls such functions and does not wait for them; it waits for the connection.",
    go: "net/http server.go (*Server).RegisterOnShutdown",
    file: "lib/http/server/server.ts",
  },
  {
    on: refused,
    text: () => "Nobody listens any more: the kernel refuses, and the request has never left.",
    go: "net/http server.go (*Server).closeListenersLocked",
    file: "lib/http/server/server.ts",
  },
  {
    on: headerOfWaited,
    text: () =>
      "A server that is shutting down keeps no connection: Connection: close goes into each answer that is still to come.",
    go: "net/http server.go (*chunkWriter).writeHeader, (*Server).doKeepAlives",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => closing(rec, 3),
    text: (rec) =>
      restCame(rec)
        ? "The request was read, and is not served: the server looks whether it is shutting down after it has read one."
        : asIdle(rec, 3)
          ? "A connection in StateNew may be about to bring a request. Shutdown gives it five seconds from when it came."
          : "Close asks for no state: half a header is cut with the rest.",
    go: "net/http server.go (*Server).closeIdleConns, (*conn).serve",
    file: "lib/http/server/server.ts",
  },
  {
    on: down,
    text: (rec) =>
      down(rec)?.error === null
        ? "Only now may main return. Serve returned ErrServerClosed when Shutdown was called, and a main that ends with it ends all handlers."
        : "The context is over. Shutdown only stops waiting: the connections that are left are as they were.",
    go: "net/http server.go (*Server).Shutdown",
    file: "lib/http/server/server.ts",
  },
  {
    on: waited,
    text: (rec) =>
      waited(rec)?.error === null
        ? "To the client it is an answer like any other. Its Transport keeps no connection that said close."
        : "To the client it looks like lab 01, and like a crash. Only who ended the server knows.",
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/transport.ts",
  },
];
