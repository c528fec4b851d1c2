/**
 * Lab 08, slow-upload: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "read tcp: i/o timeout while reading the request body",
    "multipart: NextPart: read tcp: i/o timeout",
    "uploads fail after 30 seconds",
    "408 Request Timeout during an upload",
    "ReadTimeout too short for uploads",
    "Error: aborted while receiving the request",
  ],
  incident: {
    id: "mayth/go-simple-upload-server#49",
    url: "https://github.com/mayth/go-simple-upload-server/issues/49",
    what: "Some uploads failed and some did not, with read tcp: i/o timeout in the log, 16 seconds after their start: the server's ReadTimeout was 15.",
  },
  prevent: {
    go: "Not Server.ReadTimeout for servers that take uploads: ReadHeaderTimeout for the header, and ResponseController.SetReadDeadline for the body, moved on as pieces come.",
    node: "server.requestTimeout (300 s) is for header and body together, and then Node answers 408 by itself. Raise it for uploads, keep server.headersTimeout (60 s), and time the pauses between data events.",
    deno: "Deno.serve has no read timeout: race each read of the body's reader against a timer of your own, and answer 408 if the timer wins.",
  },
};
