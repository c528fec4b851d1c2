/**
 * The client: sends requests through a transport, follows redirects, and keeps to a time limit (Go's http.Client).
 *
 * Its errors print as Go's: `Get "http://127.0.0.1:8800": EOF`.
 *
 * Go: net/http client.go Client, (*Client).do.
 *
 * @module
 */

import { type Clock, systemClock } from "../../clock.ts";
import { EoflabError } from "../../errors.ts";
import type { Network } from "../../net/conn.ts";
import { quote } from "../../quote.ts";
import type { Trace } from "../../trace/events.ts";
import { encodeText } from "../../utf8.ts";
import { Header } from "../header.ts";
import { Url } from "../url.ts";
import {
  headerFor,
  isSameOrBelow,
  type Redirect,
  redirectOf,
  refererOf,
  resolveLocation,
} from "./redirect.ts";
import { type ClientRequest, newRequest, type RequestBody } from "./request.ts";
import type { ClientResponse } from "./response.ts";
import { TimeLimit } from "./time_limit.ts";
import { Transport } from "./transport.ts";
import { UrlError } from "./url_error.ts";

/** Says whether a redirect is followed: throws if not, or keeps the answer that redirects as the answer. */
export type CheckRedirect = (
  next: ClientRequest,
  via: readonly ClientRequest[],
) => "use last response" | undefined;

/** What a client is made from. Times are in ms. */
export interface ClientOptions {
  /** What carries the bytes; a transport of Go's defaults is made for it. */
  readonly network?: Network;
  /** The transport, if it is to be another. */
  readonly transport?: Transport;
  /** How long everything may take, from the call until the answer's body is read; for ever unless set. */
  readonly timeout?: number;
  /** Says whether a redirect is followed; ten in a row are, unless set. */
  readonly checkRedirect?: CheckRedirect;
  /** Where the time comes from; the machine's clock unless set. */
  readonly clock?: Clock;
  /** Where the connections report what is done with them. */
  readonly trace?: Trace;
}

/** How much of the body of an answer that redirects is read, so that its connection can be used again, in bytes. */
const maxBodySlurpSize = 2 << 10;

/** A client of HTTP/1.1. */
export class Client {
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #checkRedirect: CheckRedirect;
  readonly #clock: Clock;

  /** @throws TypeError without a network and without a transport */
  constructor(options: ClientOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#timeout = options.timeout ?? 0;
    this.#checkRedirect = options.checkRedirect ?? tenAtMost;
    this.#transport = options.transport ?? defaultTransport(options, this.#clock);
  }

  /**
   * Asks for a URL, and resolves when the header of the answer is there (Go's http.Get).
   *
   * @param url `http://127.0.0.1:8800/path`
   * @throws as `do`; EoflabError BAD_URL
   */
  async get(url: string): Promise<ClientResponse> {
    return await this.do(newRequest("GET", url));
  }

  /** Asks for the header alone (Go's http.Head). */
  async head(url: string): Promise<ClientResponse> {
    return await this.do(newRequest("HEAD", url));
  }

  /** Sends a body (Go's http.Post). */
  async post(url: string, contentType: string, body: RequestBody): Promise<ClientResponse> {
    const header = new Header({ "Content-Type": contentType });
    return await this.do(newRequest("POST", url, { body, header }));
  }

  /**
   * Sends a request, follows redirects, and resolves when the header of the last answer is there (Go's Client.Do).
   *
   * @throws UrlError with Go's text, and as its cause what went wrong: what Transport.roundTrip throws; DEADLINE_EXCEEDED
   *   of the timeout; TOO_MANY_REDIRECTS; what checkRedirect throws
   */
  async do(first: ClientRequest): Promise<ClientResponse> {
    const limit = new TimeLimit(this.#clock, this.#timeout, first.signal);
    const via: ClientRequest[] = [];
    let req = first;
    let withBody = true;
    let toStranger = false;
    try {
      for (;;) {
        via.push(req);
        const res = await this.#send(req, limit);
        const redirect = redirectOf(res, first);
        const location = res.header.get("Location");
        if (redirect === null || location === "") return { ...res, body: limit.body(res.body) };
        withBody &&= redirect.withBody;
        const url = await locationOf(req, location, res);
        toStranger ||= first.url.host !== url.host && !isSameOrBelow(url.host, first.url.host);
        const next = await nextRequest(first, req, url, redirect, { withBody, toStranger });
        const verdict = this.#mayRedirect(next, via);
        if (verdict === "use last response") return { ...res, body: limit.body(res.body) };
        await slurp(res);
        req = next;
        if (verdict !== undefined) throw new UrlError(first.method, location, verdict);
      }
    } catch (err) {
      limit.stop();
      if (!(err instanceof EoflabError) || err instanceof UrlError) throw err;
      throw new UrlError(first.method, withoutPassword(req.url), err);
    }
  }

  /** Closes the connections that are idle. */
  closeIdleConnections(): void {
    this.#transport.closeIdleConnections();
  }

  /** What checkRedirect says, or throws: the answer that redirects is done with before that is thrown. */
  #mayRedirect(
    next: ClientRequest,
    via: readonly ClientRequest[],
  ): "use last response" | EoflabError | undefined {
    try {
      return this.#checkRedirect(next, via);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      return err;
    }
  }

  async #send(req: ClientRequest, limit: TimeLimit): Promise<ClientResponse> {
    try {
      const res = await this.#transport.roundTrip({ ...withAuthorization(req), signal: limit.signal });
      return { ...res, request: req };
    } catch (err) {
      throw limit.explain(err, "exceeded while awaiting headers");
    }
  }
}

/** Go's DefaultTransport. */
function defaultTransport({ network, trace }: ClientOptions, clock: Clock): Transport {
  if (network === undefined) throw new TypeError("a client needs a network or a transport");
  return new Transport({
    network,
    clock,
    ...(trace === undefined ? {} : { trace }),
    maxIdleConns: 100,
    idleConnTimeout: 90_000,
    expectContinueTimeout: 1000,
  });
}

/** Go's defaultCheckRedirect. */
const tenAtMost: CheckRedirect = (_next, via) => {
  if (via.length >= 10) throw new EoflabError("TOO_MANY_REDIRECTS", "stopped after 10 redirects");
  return undefined;
};

/** Where an answer redirects to; it is given up if that is nowhere. */
async function locationOf({ url }: ClientRequest, location: string, res: ClientResponse): Promise<Url> {
  try {
    return resolveLocation(url, location);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    await res.body.close();
    const message = `failed to parse Location header ${quote(location)}: ${err.message}`;
    throw new EoflabError("BAD_RESPONSE", message, { cause: err });
  }
}

/** The request that a redirect asks for. */
async function nextRequest(
  first: ClientRequest,
  last: ClientRequest,
  url: Url,
  { method }: Redirect,
  { withBody, toStranger }: { withBody: boolean; toStranger: boolean },
): Promise<ClientRequest> {
  const header = new Header();
  headerFor(first.header, header, { toStranger, withBody });
  const referer = refererOf({ ...last, header });
  if (referer !== "") header.set("Referer", referer);
  const repeats = withBody && first.getBody !== null;
  return {
    ...first,
    method,
    url,
    header,
    host: first.host !== first.url.host && url.host === last.url.host ? first.host : "",
    body: repeats ? ((await first.getBody?.()) ?? null) : null,
    contentLength: repeats ? first.contentLength : 0,
    getBody: repeats ? first.getBody : null,
    close: false,
    trailer: null,
  };
}

/** Reads a short body to its end, and closes it. */
async function slurp({ body, contentLength }: ClientResponse): Promise<void> {
  const p = new Uint8Array(maxBodySlurpSize);
  try {
    let left = contentLength <= maxBodySlurpSize ? maxBodySlurpSize : 0;
    while (left > 0) {
      const n = await body.read(p.subarray(0, left));
      if (n === null) break;
      left -= n;
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
  await body.close();
}

/** Who is named in the URL is named in the header (RFC 7617). */
function withAuthorization(req: ClientRequest): ClientRequest {
  const { user } = req.url;
  if (user === null || req.header.get("Authorization") !== "") return req;
  const header = req.header.clone();
  const credentials = encodeText(`${user.username}:${user.password ?? ""}`);
  header.set("Authorization", `Basic ${btoa(String.fromCharCode(...credentials))}`);
  return { ...req, header };
}

/** A URL as it may be shown (Go's stripPassword). */
function withoutPassword(url: Url): string {
  const { user } = url;
  if (user === null || user.password === null) return url.toString();
  // Printed, the stars are escaped.
  const text = Object.assign(new Url(), url, { user: { ...user, password: "***" } }).toString();
  return text.replace(":%2A%2A%2A@", ":***@");
}
