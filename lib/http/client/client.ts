/**
 * A client that says what Go's says.
 *
 * Each request has a connection of its own, which stays open when the body has been read, until `close`: so one
 * can see what the server does with it.
 *
 * Go: net/http client.go Get, transport.go persistConn.
 *
 * @module
 */

import { Reader as BufioReader } from "../../bufio/mod.ts";
import { EoflabError, eof } from "../../errors.ts";
import { type Addr, type Conn, formatAddr, type Network } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";
import { type Body, makeBody } from "../body.ts";
import { Header } from "../header.ts";
import { isBrokenAnswer, readResponseHead } from "./response.ts";
import { TracedClientConn } from "./traced_client_conn.ts";
import { UrlError } from "./url_error.ts";

/** What a client is made from. */
export interface ClientOptions {
  /** How it reaches TCP; `network()` of platform.ts gives one. */
  readonly network: Network;
  /** Where it reports what it does. */
  readonly trace?: Trace;
}

/** An answer whose body is still to be read. */
export interface ClientResponse {
  readonly status: number;
  /** `200 OK` */
  readonly statusLine: string;
  readonly proto: string;
  readonly header: Header;
  readonly body: Body;
  /** The trailers, once `body.read` has returned `null`. */
  readonly trailer: Header;
  /** Closes the connection. */
  close(): void;
}

/** A client of HTTP/1.1. */
export class Client {
  readonly #network: Network;
  readonly #trace: Trace | null;
  /** How many connections were dialled; the next one's number in the trace. */
  #dialled = 0;

  constructor(options: ClientOptions) {
    this.#network = options.network;
    this.#trace = options.trace ?? null;
  }

  /**
   * Asks for a URL, and resolves when the header of the answer is there (Go's http.Get).
   *
   * @param url `http://127.0.0.1:8800/path`
   * @throws UrlError with Go's text, and as its cause what went wrong: EOF when the connection ended before the
   *   first byte of an answer, UNEXPECTED_EOF or BAD_RESPONSE in the middle of the header, ECONNRESET, ECONNREFUSED
   */
  async get(url: string): Promise<ClientResponse> {
    const { addr, target, host } = parseUrl(url);
    let conn: Conn | null = null;
    try {
      conn = await this.#dial(addr);
      await conn.write(requestBytes("GET", target, host));
      return await readAnswer(conn, "GET");
    } catch (err) {
      conn?.close();
      if (!(err instanceof EoflabError)) throw err;
      throw new UrlError("GET", url, err);
    }
  }

  async #dial(addr: Addr): Promise<Conn> {
    const id = ++this.#dialled;
    const trace = this.#trace;
    if (trace === null) return await this.#network.dial(addr);
    trace.emit("client.dial", id, { addr: formatAddr(addr) });
    try {
      const conn = await this.#network.dial(addr);
      trace.emit("client.connected", id, { addr: formatAddr(conn.localAddr) });
      return new TracedClientConn(conn, trace, id);
    } catch (err) {
      if (err instanceof EoflabError) trace.emit("client.error", id, { op: "dial", error: err.message });
      throw err;
    }
  }
}

/** What goes out for a request without a body, in Go's order of fields. */
function requestBytes(method: string, target: string, host: string): Uint8Array {
  return new TextEncoder().encode(
    `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: eoflab-http-client/1.1\r\n\r\n`,
  );
}

async function readAnswer(conn: Conn, method: string): Promise<ClientResponse> {
  const br = new BufioReader(conn);
  if ((await br.peek(1)).length === 0) throw eof();
  try {
    const head = await readResponseHead(br, method);
    const { status, statusLine, proto, header } = head;
    const trailer = new Header();
    const body = makeBody(br, head.framing, { trailer, closing: true });
    return { status, statusLine, proto, header, body, trailer, close: () => conn.close() };
  } catch (err) {
    if (!(err instanceof EoflabError && isBrokenAnswer(err))) throw err;
    // The words that Go's transport puts before an error in the header of an answer.
    throw new EoflabError(err.code, `net/http: HTTP/1.x transport connection broken: ${err.message}`, {
      cause: err,
    });
  }
}

/** Where to dial, what to ask for, and what to call the host. */
function parseUrl(text: string): { addr: Addr; target: string; host: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== "http:") {
    throw new EoflabError("BAD_ADDRESS", `cannot get ${text}: want a URL such as http://127.0.0.1:8800`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    addr: { host, port: url.port === "" ? 80 : Number(url.port) },
    target: url.pathname + url.search,
    host: url.host,
  };
}
