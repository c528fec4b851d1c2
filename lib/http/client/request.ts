/**
 * A request that is to be sent (Go's http.Request, on the client's side).
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { Reader } from "../../io.ts";
import { quote } from "../../quote.ts";
import { encodeText } from "../../utf8.ts";
import { Header, validHeaderFieldName } from "../header.ts";
import { hasToken } from "../tokens.ts";
import { parseUrl, type Url } from "../url.ts";

/** What a request can send: a text or bytes, which can be sent again; or what is read, once. */
export type RequestBody = string | Uint8Array | Reader;

/** What a request is made from, beside its method and URL. */
export interface RequestOptions {
  readonly header?: Header;
  readonly body?: RequestBody | null;
  /** The length of a body that is read; without it the body is chunked. That of text and bytes is known. */
  readonly contentLength?: number;
  /** Makes the body anew, for a request that must be sent again. Text and bytes need none. */
  readonly getBody?: () => Reader | Promise<Reader>;
  /** What the Host field says; the URL's host unless set. */
  readonly host?: string;
  /** Whether the connection is closed after the answer. */
  readonly close?: boolean;
  /** Fields that follow a chunked body; their values may be set until the body has been read. */
  readonly trailer?: Header;
  /** Calls the request off, at any time until its answer's body has been read. */
  readonly signal?: AbortSignal;
}

/** A request, ready to be sent. */
export interface ClientRequest {
  readonly method: string;
  readonly url: Url;
  readonly header: Header;
  readonly body: Reader | null;
  /** The length of the body; 0 with a body means that it is not known, as in Go. */
  readonly contentLength: number;
  readonly getBody: (() => Reader | Promise<Reader>) | null;
  readonly host: string;
  readonly close: boolean;
  readonly trailer: Header | null;
  readonly signal: AbortSignal | null;
}

/**
 * Makes a request (Go's http.NewRequest).
 *
 * @param method `""` is GET
 * @param url `http://127.0.0.1:8800/path`
 * @throws EoflabError BAD_REQUEST when the method is none; BAD_URL
 */
export function newRequest(method: string, url: string, options: RequestOptions = {}): ClientRequest {
  if (method !== "" && !validHeaderFieldName(method)) {
    throw new EoflabError("BAD_REQUEST", `net/http: invalid method ${quote(method)}`);
  }
  const parsed = parseUrl(url);
  const { body, contentLength, getBody } = bodyOf(options);
  return {
    method: method || "GET",
    url: parsed,
    header: options.header ?? new Header(),
    body,
    contentLength,
    getBody,
    host: options.host ?? withoutEmptyPort(parsed.host),
    close: options.close ?? false,
    trailer: options.trailer ?? null,
    signal: options.signal ?? null,
  };
}

function bodyOf({
  body = null,
  contentLength,
  getBody,
}: RequestOptions): Pick<ClientRequest, "body" | "contentLength" | "getBody"> {
  if (body === null) return { body: null, contentLength: 0, getBody: null };
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    return { body, contentLength: contentLength ?? 0, getBody: getBody ?? null };
  }
  const bytes = typeof body === "string" ? encodeText(body) : body;
  if (bytes.length === 0) return { body: null, contentLength: 0, getBody: null };
  const make = (): Reader => new BytesReader(bytes);
  return { body: make(), contentLength: contentLength ?? bytes.length, getBody: getBody ?? make };
}

/** Reads bytes that are there already (Go's bytes.Reader). */
export class BytesReader implements Reader {
  /** What is unread; shrinks with each read. */
  #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }

  read(p: Uint8Array): Promise<number | null> {
    if (p.length === 0) return Promise.resolve(0);
    if (this.#rest.length === 0) return Promise.resolve(null);
    const n = Math.min(p.length, this.#rest.length);
    p.set(this.#rest.subarray(0, n));
    this.#rest = this.#rest.subarray(n);
    return Promise.resolve(n);
  }
}

/** The length of the body that goes out; -1 if it is not known (Go's outgoingLength). */
export function outgoingLength({ body, contentLength }: ClientRequest): number {
  if (body === null) return 0;
  return contentLength === 0 ? -1 : contentLength;
}

/**
 * Whether a request may be sent again when nobody knows what became of the first one (RFC 9110 §9.2.2, Go's
 * isReplayable): its method is harmless or its sender says so, and its body can be had anew.
 */
export function isReplayable({ method, header, body, getBody }: ClientRequest): boolean {
  if (body !== null && getBody === null) return false;
  if (["GET", "HEAD", "OPTIONS", "TRACE"].includes(method)) return true;
  return header.has("Idempotency-Key") || header.has("X-Idempotency-Key");
}

/** Whether the client waits for `100 Continue` before it sends the body. */
export function expectsContinue({ header }: ClientRequest): boolean {
  return hasToken(header.get("Expect"), "100-continue");
}

/** Whether the request asks for the connection to end after the answer. */
export function wantsClose({ close, header }: ClientRequest): boolean {
  return close || hasToken(header.get("Connection"), "close");
}

/** `127.0.0.1:` is `127.0.0.1` (RFC 3986 §6.2.3, Go's removeEmptyPort). */
function withoutEmptyPort(host: string): string {
  return host.endsWith(":") ? host.slice(0, -1) : host;
}
