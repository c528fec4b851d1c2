/**
 * Lab 01, silent-eof: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "empty reply from server",
    "client: EOF, server: nothing in the log",
    "upstream prematurely closed connection while reading response header from upstream",
    "Write returns nil but the response never arrives",
    "WriteTimeout does not close the connection",
    "fetch failed: other side closed",
    "ERR_EMPTY_RESPONSE",
  ],
  incident: {
    id: "golang/go#21389",
    url: "https://github.com/golang/go/issues/21389",
    what: "A handler that writes after the server's WriteTimeout gets no error, nothing is logged, and the client gets nothing; open since 2017.",
  },
  prevent: {
    go: "Put http.TimeoutHandler with a shorter limit than Server.WriteTimeout in front of the handlers, or give the slow one more with ResponseController.SetWriteDeadline; and log what ResponseController.Flush returns.",
    node: "node:http has no write timeout: server.requestTimeout is for reading the request, server.timeout for a silent socket. Where you destroy a socket by a timer of your own, answer 503 first, and count res 'close' without 'finish'.",
    deno: "Deno.serve has no write timeout; a limit is your own: Promise.race of the answer and a timer whose answer is a 503.",
  },
};
