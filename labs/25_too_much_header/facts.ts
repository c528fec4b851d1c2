/**
 * Lab 25, too-much-header: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "431 Request Header Fields Too Large",
    "HPE_HEADER_OVERFLOW",
    "Parse Error: Header overflow",
    "max header bytes",
    "cookies too large, only some users cannot log in",
    "max-http-header-size",
    "400 Request Header Or Cookie Too Large",
  ],
  incident: {
    id: "gogf/gf#681",
    url: "https://github.com/gogf/gf/issues/681",
    what: "A framework set MaxHeaderBytes to 1024, and users with cookies of more than 1024+4096 bytes got 431.",
  },
  prevent: {
    go: "Set Server.MaxHeaderBytes with room for your largest cookies and tokens; 4096 bytes more are read than it says. Set ReadHeaderTimeout too: a limit alone lets a header take for ever.",
    node: "maxHeaderSize of http.createServer, or --max-http-header-size for the process: 16 KiB unless set. headersTimeout, one minute, ends a header that trickles.",
    deno: "Deno.serve has no setting for it, and answers 400 where its buffer ends. Keep cookies small, or set the limit in a proxy before it.",
  },
};
