/**
 * Lab 07, slow-headers: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "slowloris",
    "slow http headers attack",
    "accept4: too many open files; retrying in 5ms",
    "G112: Potential Slowloris Attack because ReadHeaderTimeout is not configured",
    "connections pile up without requests in the log",
    "400 Bad Request after exactly the header timeout",
  ],
  incident: {
    id: "CVE-2018-12122",
    url: "https://nvd.nist.gov/vuln/detail/CVE-2018-12122",
    what: "Node before 6.15, 8.14, 10.14 and 11.3 waited for a header as long as a byte came now and then: few clients could keep all of a server's connections.",
  },
  prevent: {
    go: "Set Server.ReadHeaderTimeout: http.ListenAndServe and a Server without it have none. ReadTimeout does it too, but counts the body as well.",
    node: "server.headersTimeout (60 s unless set) limits the header, and Node answers 408 itself; server.connectionsCheckingInterval (30 s) is how often it looks. server.maxConnections bounds the rest.",
    deno: "Deno.serve has no option for it: use node:http, whose server.headersTimeout works on Deno too, or put a proxy with a header timeout in front.",
  },
};
