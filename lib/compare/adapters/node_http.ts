/**
 * node:http in the place of eoflab's server, used as its users do: the handler writes with `res.write` and waits for its
 * callback, what it throws is answered with 500 while that can still be said.
 *
 * @module
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { EoflabError } from "../../errors.ts";
import { panicValue } from "../../http/server/panic.ts";
import type { ServerOptions } from "../../http/server/server.ts";
import type { ExchangedServer } from "../../lab/exchange.ts";
import { type Addr, formatAddr } from "../../net/conn.ts";
import { orAborted } from "./or_aborted.ts";
import { requestOf } from "./other_request.ts";
import { OtherWriter } from "./other_writer.ts";

/** How often Node looks for connections whose time is over, in ms; 30 s unless set, which is longer than a lab. */
const checkingInterval = 20;

/** The server. */
export class NodeHttpServer implements ExchangedServer {
  readonly #options: ServerOptions;
  readonly #server: ReturnType<typeof createServer>;
  /** The numbers of the connections; one goes with its socket. */
  readonly #numbers = new WeakMap<Socket, number>();
  #accepted = 0;
  readonly #onShutdown: (() => void | Promise<void>)[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
    const { readTimeout = 0, readHeaderTimeout = 0, idleTimeout = 0, maxHeaderBytes } = options;
    this.#server = createServer({
      requestTimeout: readTimeout,
      headersTimeout: readHeaderTimeout || readTimeout,
      keepAliveTimeout: idleTimeout || readTimeout,
      connectionsCheckingInterval: checkingInterval,
      ...(maxHeaderBytes === undefined ? {} : { maxHeaderSize: maxHeaderBytes }),
    });
    this.#server.on("connection", (socket: Socket) => this.#accept(socket));
    this.#server.on("request", (req, res) => void this.#serve(req, res));
  }

  async listen(port: number): Promise<Addr> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const { address, port: taken } = this.#server.address() as AddressInfo;
    this.#options.trace?.emit("server.listen", 0, { addr: `${address}:${taken}` });
    return { host: address, port: taken };
  }

  registerOnShutdown(fn: () => void | Promise<void>): void {
    this.#onShutdown.push(fn);
  }

  async shutdown(signal?: AbortSignal): Promise<void> {
    for (const fn of this.#onShutdown) void fn();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await orAborted(closed, signal);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #accept(socket: Socket): void {
    const { trace } = this.#options;
    const conn = ++this.#accepted;
    this.#numbers.set(socket, conn);
    const addr = formatAddr({ host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 });
    trace?.emit("server.accept", conn, { addr });
    trace?.emit("server.state", conn, { state: "new" });
    socket.once("close", () => trace?.emit("server.state", conn, { state: "closed" }));
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { trace, handler } = this.#options;
    const { socket } = req;
    const conn = this.#numbers.get(socket) ?? 0;
    const { method = "", url: target = "", httpVersion: version } = req;
    const remoteAddr = formatAddr({ host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 });
    trace?.emit("server.state", conn, { state: "active" });
    trace?.emit("server.request", conn, { method, target, proto: `HTTP/${version}` });
    const r = requestOf({ method, target, version, fields: pairs(req.rawHeaders), body: req, remoteAddr });
    const w = new NodeWriter(res, trace, conn);
    let isRunning = true;
    res.once("close", () => {
      if (isRunning && r.cancel()) trace?.emit("handler.abort", conn, {});
    });
    res.once("finish", () => {
      if (res.shouldKeepAlive) trace?.emit("server.state", conn, { state: "idle" });
    });
    trace?.emit("handler.start", conn, { method, target });
    try {
      await handler(w, r);
      trace?.emit("handler.return", conn, { error: null });
      await w.end();
    } catch (err) {
      const error = panicValue(err);
      trace?.emit("handler.return", conn, { error });
      trace?.emit("handler.log", conn, { line: error });
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    } finally {
      isRunning = false;
    }
  }
}

/** Writes with res.write. */
class NodeWriter extends OtherWriter {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse, ...base: ConstructorParameters<typeof OtherWriter>) {
    super(...base);
    this.#res = res;
    res.on("error", () => {}); // whoever writes is told
  }

  override writeHeader(code: number): void {
    if (code >= 100 && code < 200 && code !== 101) this.#inform(code);
    else super.writeHeader(code);
  }

  protected async send(p: Uint8Array): Promise<void> {
    this.#sendHeader();
    await new Promise<void>((resolve, reject) => {
      this.#res.write(p, (err) => (err ? reject(err) : resolve()));
    });
  }

  protected async push(): Promise<void> {
    this.#sendHeader();
    this.#res.flushHeaders();
    if (this.#res.destroyed) throw new EoflabError("CLOSED", "the response is destroyed");
  }

  async end(): Promise<void> {
    this.#sendHeader();
    this.#res.end();
  }

  #sendHeader(): void {
    if (this.#res.headersSent) return;
    this.#res.statusCode = this.status;
    for (const [name, values] of this.header) this.#res.setHeader(name, values);
  }

  #inform(code: number): void {
    if (code === 103) this.#res.writeEarlyHints(Object.fromEntries(this.header) as never);
    else if (code === 100) this.#res.writeContinue();
  }
}

function* pairs(raw: readonly string[]): Generator<readonly [string, string]> {
  for (let i = 0; i + 1 < raw.length; i += 2) yield [raw[i] ?? "", raw[i + 1] ?? ""];
}
