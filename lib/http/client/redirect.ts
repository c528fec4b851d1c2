/**
 * Redirects (RFC 9110 §15.4, Go's redirectBehavior and (*Client).do).
 *
 * @module
 */

import type { Header } from "../header.ts";
import { parseUrl, type Url } from "../url.ts";
import { resolveReference } from "../url_resolve.ts";
import { type ClientRequest, outgoingLength } from "./request.ts";
import type { ClientResponse } from "./response.ts";

/** What a redirect asks for. */
export interface Redirect {
  readonly method: string;
  /** Whether the body goes along: 307 and 308 repeat the request, the others ask with GET. */
  readonly withBody: boolean;
}

/** What an answer redirects to; `null` if it does not. */
export function redirectOf(res: ClientResponse, first: ClientRequest): Redirect | null {
  const { method } = res.request;
  switch (res.status) {
    case 301:
    case 302:
    case 303:
      return { method: method === "HEAD" ? "HEAD" : "GET", withBody: false };
    case 307:
    case 308:
      // A body that cannot be had anew cannot be repeated: then this is the answer.
      return first.getBody === null && outgoingLength(first) !== 0 ? null : { method, withBody: true };
    default:
      return null;
  }
}

/** Fields that name somebody, and go to his own host and those below it only. */
const sensitive: ReadonlySet<string> = new Set([
  "Authorization",
  "Www-Authenticate",
  "Cookie",
  "Cookie2",
  "Proxy-Authorization",
  "Proxy-Authenticate",
]);

/** Fields that describe a body. */
const aboutTheBody: ReadonlySet<string> = new Set([
  "Content-Encoding",
  "Content-Language",
  "Content-Location",
  "Content-Type",
]);

/** The fields that go along to another URL (Go's makeHeadersCopier). */
export function headerFor(
  first: Header,
  to: Header,
  { toStranger, withBody }: { toStranger: boolean; withBody: boolean },
): void {
  for (const [name, values] of first) {
    if ((toStranger && sensitive.has(name)) || (!withBody && aboutTheBody.has(name))) continue;
    for (const value of values) to.add(name, value);
  }
}

/** Whether a host is another's, or below it (Go's shouldCopyHeaderOnRedirect). */
export function isSameOrBelow(host: string, parent: string): boolean {
  const [h, p] = [nameOf(host), nameOf(parent)];
  if (h === p) return true;
  // An address has no hosts below it.
  return !h.includes(":") && !h.includes("%") && h.endsWith(`.${p}`);
}

function nameOf(host: string): string {
  return host
    .replace(/:[0-9]*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
}

/** Where a Location leads to, from the URL that was asked for. */
export function resolveLocation(from: Url, location: string): Url {
  return resolveReference(from, parseUrl(location));
}

/** What the Referer field says: the URL before this one, without who asked (Go's refererForURL). */
export function refererOf({ header, url }: ClientRequest): string {
  const said = header.get("Referer");
  if (said !== "") return said;
  const text = url.toString();
  return url.user === null ? text : text.replace(/\/\/[^@/]*@/, "//");
}
