/**
 * Lab 03, flush-tells: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "http.Flusher Flush does not return an error",
    "Flush returns write tcp: i/o timeout, and the client gets EOF",
    "ResponseController FlushError",
    "Content-Length is missing after Flush",
    "Transfer-Encoding: chunked instead of Content-Length",
  ],
  incident: {
    id: "golang/go#28271",
    url: "https://github.com/golang/go/issues/28271",
    what: "A handler was too slow for its client. A middleware that was to log such failures flushed, wrote nothing more, and got no error: Flusher returns none.",
  },
  prevent: {
    go: "Flush once, at the end, through http.NewResponseController, and log what it says; a wrapper around the writer needs Unwrap or FlushError. Set Content-Length where it is known, and the flush costs no chunks.",
    node: "Nothing flushes with an error to return: res.flushHeaders sends the header and returns nothing. The callback of res.write is told. Set Content-Length before the first write, or Node sends chunks.",
    deno: "Deno.serve has no flush. A Response made of a string or of bytes has its Content-Length; one made of a ReadableStream is sent in chunks, each as it comes.",
  },
};
