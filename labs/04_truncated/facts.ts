/**
 * Lab 04, truncated: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "unexpected EOF while reading the body",
    "curl: (18) transfer closed with outstanding read data remaining",
    "upstream prematurely closed connection while reading upstream",
    "download stops in the middle, status 200",
    "TypeError: terminated (other side closed)",
    "Error: aborted, half of the response",
    "error reading a body from connection",
    "IncompleteRead",
  ],
  incident: {
    id: "jehiah/private_s3_httpd#8",
    url: "https://github.com/jehiah/private_s3_httpd/issues/8",
    what: "Downloads of more than 1 GB broke off after 600 MB: the server had a WriteTimeout of 10 seconds.",
  },
  prevent: {
    go: "Move the deadline before each piece with ResponseController.SetWriteDeadline, flush it, and stop at the first error. Or collect first and answer then: as long as nothing is sent, a 503 can be.",
    node: "Do not end a broken answer with res.end, which makes it look whole. res.destroy cuts it, and the client is told; stream.pipeline does that when its source fails.",
    deno: "Let the body's ReadableStream fail (controller.error) instead of closing it early: Deno.serve then leaves out the last chunk, and the client's read fails.",
  },
};
