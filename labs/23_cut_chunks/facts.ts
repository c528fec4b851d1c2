/**
 * Lab 23, cut-chunks: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    "transfer closed with outstanding read data remaining",
    "http: suspiciously long trailer after chunked body",
    "export lacks its last rows under a status 200",
    "chunked response truncated without an error",
    "http: panic serving, cursor lost",
  ],
  incident: {
    id: "nodejs/node#25081",
    url: "https://github.com/nodejs/node/issues/25081",
    what: "A server destroyed its socket in the middle of a chunked answer, and the client's response emitted end, with no error.",
  },
  prevent: {
    go: "Read the body to its end and look at the error of io.ReadAll, io.Copy or Decode: io.ErrUnexpectedEOF is a short answer. On the server, panic with http.ErrAbortHandler rather than return from a handler that could not finish.",
    node: "Use stream.pipeline, or await fetch's body: both fail where the last chunk is missing. With node:http look at res.complete in 'end' and listen for 'error'. On the server, destroy(err) the response rather than end() it.",
    deno: "await the whole body: fetch fails where the last chunk is missing. In a streamed answer of Deno.serve call controller.error(), and not close(), when it cannot be finished: then no last chunk is sent.",
  },
};
