/**
 * The client of a lab's scenario: what comes of each of its requests is in the recording.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { EoflabError, heard } from "../errors.ts";
import { readAll } from "../http/body.ts";
import { Client } from "../http/client/client.ts";
import { type ClientRequest, newRequest } from "../http/client/request.ts";
import type { ClientResponse } from "../http/client/response.ts";
import { Transport, type TransportOptions } from "../http/client/transport.ts";
import type { Conn, Network } from "../net/conn.ts";
import type { Events, Trace } from "../trace/events.ts";
import type { Ask } from "./exchange.ts";
import type { NumberedTrace } from "./numbered_trace.ts";
import type { RawAnswer } from "./raw_answer.ts";
import { sha256Hex } from "./sha256.ts";

/** Client's options and Transport's. Times are in ms. */
interface ClientOptions extends Partial<Omit<TransportOptions, "network" | "clock" | "trace">> {
  /** How long a request may take as a whole, its body included (Go's Client.Timeout). */
  readonly timeout?: number;
}

/** What is another than usual on a client's way to the server. */
export interface ClientPath {
  /** Whether it connects while the server accepts nobody: the kernel has its connection, and the server not yet. */
  readonly queues?: boolean;
  /** Stands between each of its connections and the client: a network that is slow, say. */
  readonly wrap?: (conn: Conn) => Conn;
}

/** What a lab's client may be told. */
export interface StageClientOptions extends ClientOptions, ClientPath {}

/** A client of a lab: what comes of each of its requests is in the recording. */
export class StageClient {
  readonly #client: Client;
  readonly #trace: NumberedTrace;

  constructor(trace: NumberedTrace, options: ClientOptions & { network: Network; clock: Clock }) {
    const { timeout = 0, clock, ...others } = options;
    const transport = new Transport({ ...others, clock, trace });
    this.#client = new Client({ transport, timeout, clock });
    this.#trace = trace;
  }

  /** Asks for a URL as Go's http.Get does. */
  get(url: string): Promise<void> {
    return this.do(newRequest("GET", url));
  }

  /** Sends a request, reads the whole body, and reports what came of it. A request that fails is a result, and is not thrown. */
  async do(req: ClientRequest): Promise<void> {
    let response: ClientResponse;
    try {
      response = await this.#client.do(req);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#report(resultOf({ status: null, body: new Uint8Array(), error: err }));
      return;
    }
    const { bytes, error } = await readAll(response.body);
    this.#report(resultOf({ status: response.status, body: bytes, error }));
  }

  /** Closes its idle connections. */
  close(): void {
    this.#client.closeIdleConnections();
  }

  #report(result: Events["client.result"]): void {
    this.#trace.emitLast("client.result", result);
  }
}

/** What a client made of an answer. */
export type Result = Pick<RawAnswer, "status" | "body" | "error">;

export function resultOf(result: Result): Events["client.result"] {
  const { status, body, error } = result;
  return {
    status,
    bytes: body.length,
    sha256: status === null ? null : sha256Hex(body),
    error: error?.message ?? null,
  };
}

/** Another client in its place, which can only be given a URL. */
export class AskedClient {
  readonly #ask: Ask;
  readonly #trace: Trace;
  readonly #refuse: (why: string) => Promise<never>;
  readonly #ended = new AbortController();

  constructor(ask: Ask, trace: Trace, refuse: (why: string) => Promise<never>) {
    this.#ask = ask;
    this.#trace = trace;
    this.#refuse = refuse;
  }

  /** Has it ask for a URL. */
  get(url: string): Promise<void> {
    return heard(this.#get(url));
  }

  async #get(url: string): Promise<void> {
    const result = await this.#ask(url, this.#ended.signal);
    this.#trace.emit("client.result", 1, result);
  }

  /** @throws NOT_SUPPORTED always: what it sends is its own affair */
  do(_req: ClientRequest): Promise<void> {
    return this.#refuse("the lab's client sends more than a plain GET");
  }

  /** Ends what it still does. */
  close(): void {
    this.#ended.abort();
  }
}
