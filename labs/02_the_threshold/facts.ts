/**
 * Lab 02, the-threshold: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "write tcp: i/o timeout for large responses only",
    "Write returns fewer bytes than it was given",
    "i/o timeout in the handler, EOF at the client",
    "the error depends on the size of the response",
    "ResponseWriter buffer size 2048 4096",
  ],
  incident: {
    id: "golang/go#59602",
    url: "https://github.com/golang/go/issues/59602",
    what: "When WriteTimeout passes, nobody tells the handler; those who looked for when its Write hears of it found the buffer of 4096 bytes, which decides by the size of the answer.",
  },
  prevent: {
    go: "Do not go by the error of a Write, or by its absence: end each handler with ResponseController.Flush, and look at what that returns, at any size.",
    node: "res.write never throws for it, at no size: its callback gets the error (ERR_STREAM_DESTROYED), and res emits close with res.writableFinished false.",
    deno: "With Deno.serve a handler returns its body and does not write it. If that is a ReadableStream, its cancel method is called when the client goes before all of it was taken.",
  },
};
