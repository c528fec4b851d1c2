/**
 * Lab 24, continue: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "Expect: 100-continue",
    "Done waiting for 100-continue",
    "HTTP/1.1 100 Continue",
    "every upload takes one second longer",
    "413 Request Entity Too Large after the whole upload was sent",
    "expect continue timeout",
    "upload refused, too many bytes",
    "417 Expectation Failed",
  ],
  incident: {
    id: "golang/go#67555",
    url: "https://github.com/golang/go/issues/67555",
    what: "A final answer instead of 100 Continue left Go's client with a connection whose next request failed; through a reverse proxy anybody could cause that (CVE-2024-24791).",
  },
  prevent: {
    go: "Decide by the header, at the beginning of the handler and before anything slow: answer, or read. On the client, Transport.ExpectContinueTimeout must be longer than that takes.",
    node: "node:http says 100 Continue by itself as soon as the header is there. To refuse first, listen for checkContinue: call response.writeContinue(), or answer.",
    deno: "Deno.serve says 100 Continue by itself as soon as the header is there, whatever the handler does, and has no setting for it. To spare a body, refuse in a proxy before it, or let the client ask in a request of its own.",
  },
};
