/**
 * URLs, as Go's net/url reads and prints them (RFC 3986, with Go's leniency and Go's strictness).
 *
 * The URL of the platform is the WHATWG's: it repairs what a server must refuse, and knows no `*`. So this is
 * Go's, as far as a request-target and a redirect need it.
 *
 * Go: net/url url.go Parse, ParseRequestURI, (*URL).EscapedPath, RequestURI, String.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { quote } from "../quote.ts";
import { ipVersion } from "./ip_literal.ts";
import { badUrl, escapeUrl, mustEscape, unescapeUrl } from "./url_escape.ts";
import { parseQuery, type Values } from "./url_values.ts";

/** Who somebody is, before the `@` of a host (Go's Userinfo). */
export interface Userinfo {
  readonly username: string;
  /** `null` if there is no colon. */
  readonly password: string | null;
}

/** A URL in its parts (Go's url.URL). */
export class Url {
  scheme = "";
  /** What follows the scheme, if that is no path: `you@example.com` of a mailto. */
  opaque = "";
  user: Userinfo | null = null;
  /** The host with its port, decoded. */
  host = "";
  /** The path, decoded. */
  path = "";
  /** The path as it was sent, where it is not the usual encoding of `path`; else empty. */
  rawPath = "";
  /** `scheme:/path`, with no host at all. */
  omitHost = false;
  /** Whether there is a `?` with nothing behind it. */
  forceQuery = false;
  /** The query as it was sent, without the `?`. */
  rawQuery = "";
  /** The fragment, decoded. */
  fragment = "";
  /** The fragment as it was sent, where it is not the usual encoding of `fragment`; else empty. */
  rawFragment = "";

  /** The path, encoded: as it was sent if that is a valid encoding (Go's EscapedPath). */
  escapedPath(): string {
    if (this.rawPath !== "" && isEncoded(this.rawPath, "path")) {
      if (unescapedOrNull(this.rawPath, "path") === this.path) return this.rawPath;
    }
    return this.path === "*" ? "*" : escapeUrl(this.path, "path");
  }

  /**
   * Sets the path from its encoding (Go's setPath).
   *
   * @throws EoflabError BAD_URL
   */
  setEscapedPath(escaped: string): void {
    this.path = unescapeUrl(escaped, "path");
    this.rawPath = escapeUrl(this.path, "path") === escaped ? "" : escaped;
  }

  /** The fragment, encoded (Go's EscapedFragment). */
  escapedFragment(): string {
    if (this.rawFragment !== "" && isEncoded(this.rawFragment, "fragment")) {
      if (unescapedOrNull(this.rawFragment, "fragment") === this.fragment) return this.rawFragment;
    }
    return escapeUrl(this.fragment, "fragment");
  }

  /** The query, decoded. Pairs that are malformed are left out (Go's Query). */
  query(): Values {
    return parseQuery(this.rawQuery).values;
  }

  /** What a request for it asks for: path and query (Go's RequestURI). */
  requestUri(): string {
    let target = this.opaque;
    if (target === "") target = this.escapedPath() || "/";
    else if (target.startsWith("//")) target = `${this.scheme}:${target}`;
    return target + this.#queryText();
  }

  toString(): string {
    const start = this.scheme === "" ? "" : `${this.scheme}:`;
    const fragment = this.fragment === "" ? "" : `#${this.escapedFragment()}`;
    const rest = this.opaque !== "" ? this.opaque : this.#hierarchy(start);
    return start + rest + this.#queryText() + fragment;
  }

  #queryText(): string {
    return this.forceQuery || this.rawQuery !== "" ? `?${this.rawQuery}` : "";
  }

  /** Host and path. */
  #hierarchy(start: string): string {
    let text = "";
    const { scheme, host, user } = this;
    const path = this.escapedPath();
    const omitted = this.omitHost && host === "" && user === null;
    if ((scheme !== "" || host !== "" || user !== null) && !omitted) {
      if (host !== "" || this.path !== "" || user !== null) text += "//";
      if (user !== null) text += `${formatUserinfo(user)}@`;
      text += escapeUrl(host, "host");
    }
    if (path !== "" && !path.startsWith("/") && host !== "") text += "/";
    // The first segment of a relative path must not look like a scheme (RFC 3986 §4.2).
    if (start + text === "" && firstSegment(path).includes(":")) text += "./";
    return text + path;
  }
}

/**
 * Reads the target of a request: a path, or a whole URL, or `*`; with no fragment (Go's ParseRequestURI).
 *
 * @throws EoflabError BAD_URL, with Go's words
 */
export function parseRequestUri(raw: string): Url {
  return named(raw, () => parse(raw, true));
}

/**
 * Reads a URL, which may be a relative one (Go's Parse).
 *
 * @throws EoflabError BAD_URL, with Go's words
 */
export function parseUrl(raw: string): Url {
  const [start, fragment] = cut(raw, "#");
  const url = named(start, () => parse(start, false));
  if (fragment !== "") named(raw, () => setFragment(url, fragment));
  return url;
}

/** Puts the URL before what is wrong with it, as Go's url.Error does. */
function named<T>(raw: string, read: () => T): T {
  try {
    return read();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    throw new EoflabError("BAD_URL", `parse ${quote(raw)}: ${err.message}`, { cause: err });
  }
}

function parse(raw: string, viaRequest: boolean): Url {
  if (hasControlCharacter(raw)) throw badUrl("net/url: invalid control character in URL");
  if (raw === "" && viaRequest) throw badUrl("empty url");
  const url = new Url();
  if (raw === "*") {
    url.path = "*";
    return url;
  }
  let rest = takeQuery(url, takeScheme(url, raw));
  if (!rest.startsWith("/")) {
    if (url.scheme !== "") {
      url.opaque = rest;
      return url;
    }
    if (viaRequest) throw badUrl("invalid URI for request");
    if (firstSegment(rest).includes(":")) throw badUrl("first path segment in URL cannot contain colon");
  }
  if ((url.scheme !== "" || (!viaRequest && !rest.startsWith("///"))) && rest.startsWith("//")) {
    const slash = rest.indexOf("/", 2);
    const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash === -1 ? "" : rest.slice(slash);
    setAuthority(url, authority);
  } else if (url.scheme !== "" && rest.startsWith("/")) {
    url.omitHost = true;
  }
  url.setEscapedPath(rest);
  return url;
}

/** Reads the scheme, and gives what follows (RFC 3986 §3.1). */
function takeScheme(url: Url, raw: string): string {
  if (raw.startsWith("/")) return raw;
  if (raw.startsWith(":")) throw badUrl("missing protocol scheme");
  const [, scheme] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(raw) ?? [];
  if (scheme === undefined) return raw;
  url.scheme = scheme.toLowerCase();
  return raw.slice(scheme.length + 1);
}

/** Reads the query at the end, and gives what is before it. */
function takeQuery(url: Url, rest: string): string {
  const [start, query] = cut(rest, "?");
  url.forceQuery = query === "" && rest.endsWith("?");
  url.rawQuery = query;
  return start;
}

function setAuthority(url: Url, authority: string): void {
  const at = authority.lastIndexOf("@");
  url.host = parseHost(url.scheme, authority.slice(at + 1));
  if (at === -1) return;
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw badUrl("net/url: invalid userinfo");
  const [username, password] = cut(userinfo, ":");
  url.user = {
    username: unescapeUrl(username, "userinfo"),
    password: userinfo.includes(":") ? unescapeUrl(password, "userinfo") : null,
  };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw badUrl("invalid IP-literal");
  if (bracket === 0) return parseIpLiteral(host);
  const isHttp = scheme === "http" || scheme === "https";
  const colon = isHttp ? host.indexOf(":") : host.lastIndexOf(":");
  if (colon !== -1) checkPort(host.slice(colon));
  return unescapeUrl(host, "host");
}

/** A host in brackets (RFC 3986 §3.2.2), with the zone of RFC 6874. */
function parseIpLiteral(host: string): string {
  const end = host.lastIndexOf("]");
  if (end === -1) throw badUrl("missing ']' in host");
  const port = host.slice(end + 1);
  checkPort(port);
  const address = host.slice(1, end);
  const zone = address.indexOf("%25");
  const unescaped =
    zone === -1
      ? unescapeUrl(address, "host")
      : unescapeUrl(address.slice(0, zone), "host") + unescapeUrl(address.slice(zone), "zone");
  if (ipVersionOfHost(unescaped) === 4) throw badUrl("invalid IP-literal");
  return `[${unescaped}]${unescapeUrl(port, "host")}`;
}

function ipVersionOfHost(address: string): 4 | 6 {
  try {
    return ipVersion(address);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    throw new EoflabError("BAD_URL", `invalid host: ${err.message}`, { cause: err });
  }
}

function checkPort(colonPort: string): void {
  if (colonPort !== "" && !/^:[0-9]*$/.test(colonPort)) {
    throw badUrl(`invalid port ${quote(colonPort)} after host`);
  }
}

function setFragment(url: Url, fragment: string): void {
  url.fragment = unescapeUrl(fragment, "fragment");
  if (escapeUrl(url.fragment, "fragment") !== fragment) url.rawFragment = fragment;
}

function formatUserinfo({ username, password }: Userinfo): string {
  const name = escapeUrl(username, "userinfo");
  return password === null ? name : `${name}:${escapeUrl(password, "userinfo")}`;
}

/** Whether a text could be an encoding, be it not the usual one (Go's validEncoded). */
function isEncoded(text: string, part: "path" | "fragment"): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (mustEscape(code, part) && !"!$&'()*+,;=:@[]%".includes(text.charAt(i))) return false;
  }
  return true;
}

function unescapedOrNull(text: string, part: "path" | "fragment"): string | null {
  try {
    return unescapeUrl(text, part);
  } catch {
    return null;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function firstSegment(path: string): string {
  return cut(path, "/")[0];
}

/** What is before a separator and what behind it; nothing behind, if it is not there (Go's strings.Cut). */
function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
