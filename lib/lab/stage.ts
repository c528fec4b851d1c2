/**
 * What a lab's scenario stands on: a clock, a network, a recorder, and ways to serve, to ask and to let time pass.
 *
 * @module
 */

import { Reader as BufioReader } from "../bufio/mod.ts";
import type { Clock, Timer, VirtualClock } from "../clock.ts";
import { EoflabError, heard, is } from "../errors.ts";
import { RawClient } from "../http/client/raw_client.ts";
import type { ClientResponse } from "../http/client/response.ts";
import type { Request } from "../http/server/request.ts";
import { Server, type ServerOptions } from "../http/server/server.ts";
import { type Conn, formatAddr, type Listener, type Network, parseAddr } from "../net/conn.ts";
import type { EventName, EventOf, Trace } from "../trace/events.ts";
import type { Recorder } from "../trace/recorder.ts";
import type { Ask, Exchange, ExchangedServer } from "./exchange.ts";
import { NumberedTrace, Numbers } from "./numbered_trace.ts";
import { passUntil } from "./pass_until.ts";
import { type RawAnswer, readAnswer } from "./raw_answer.ts";
import {
  AskedClient,
  type ClientPath,
  type Result,
  resultOf,
  StageClient,
  type StageClientOptions,
} from "./stage_client.ts";
import { Untold } from "./untold.ts";

/** Where a scenario listens. Labs never leave the machine. */
const loopback = "127.0.0.1";

/** The stage of one run. */
export class Stage<K> {
  /** Fails when the lab wants what another client in the place of its own cannot do. */
  readonly refused: Promise<never>;
  #refused: (err: EoflabError) => void = () => {};
  readonly knobs: K;
  readonly clock: Clock;
  readonly network: Network;
  readonly #recorder: Recorder;
  /** The clock if it is virtual: then `pass` moves it. */
  readonly #virtual: VirtualClock | null;
  /** The servers that were started; each is closed at the end of the run. */
  readonly #servers: (Server | ExchangedServer)[] = [];
  /** What each of them is doing; settles when it has stopped listening. */
  readonly #serving: Promise<void>[] = [];
  /** The client's connections; each is closed at the end of the run. */
  readonly #dialled: Conn[] = [];
  /** The handlers that wait; each timer goes when it fires, and what is left is called off at the end of the run. */
  readonly #sleeping = new Set<Timer>();
  /** What a lab wants closed; grows with atEnd. */
  readonly #closers: (() => void | Promise<void>)[] = [];
  /** Set by end; what a scenario starts after it, because it was interrupted, ends at once. */
  #ended = false;
  /** Ports for servers that take any; each leaves when it is tried. */
  readonly #ports: number[];
  /** Counts the connections of all clients. */
  readonly #numbers = new Numbers();
  /** Every client that was made; its idle connections are closed at the end of the run. */
  readonly #clients: (StageClient | AskedClient)[] = [];
  readonly #exchange: Exchange;
  /** Where another server stands in the place of the lab's: what it does not tell. */
  readonly #untold: Untold | null;

  constructor(
    knobs: K,
    clock: Clock,
    virtual: VirtualClock | null,
    network: Network,
    recorder: Recorder,
    ports: readonly number[] = [],
    exchange: Exchange = {},
  ) {
    this.refused = new Promise((_, reject) => {
      this.#refused = reject;
    });
    this.refused.catch(() => {});
    this.#exchange = exchange;
    this.#untold = exchange.Served === undefined ? null : new Untold(clock);
    this.#ports = [...ports];
    this.knobs = knobs;
    this.clock = clock;
    this.network = network;
    this.#virtual = virtual;
    this.#recorder = recorder;
  }

  /**
   * Starts a server on this machine.
   *
   * @param port 0 lets the system choose one
   * @param altered what of the server is another one than usual, where the lab is about that
   * @returns its URL
   * @throws OpError EADDRINUSE, EACCES, NOT_PERMITTED
   */
  async serve(
    port: number,
    options: Omit<ServerOptions, "clock" | "trace">,
    { around = (listener) => listener, Served = Server }: AlteredServer = {},
  ): Promise<string> {
    if (this.#exchange.Served !== undefined) {
      const server = new this.#exchange.Served({ ...options, clock: this.clock, trace: this.#recorder });
      this.#servers.push(server);
      return `http://${formatAddr(await server.listen(port))}`;
    }
    const listener = await this.#listen(port);
    if (this.#ended) {
      listener.close();
      throw over();
    }
    const server = new Served({ ...options, clock: this.clock, trace: this.#recorder });
    this.#servers.push(server);
    this.#serving.push(server.serve(around(listener)).catch(() => {}));
    return `http://${formatAddr(listener.addr)}`;
  }

  /**
   * Ends the server as a program does that has a limit for it: Shutdown, and Close for what is left after that time.
   *
   * @param patience how long shutdown may take, in ms; 0 for as long as it takes
   * @returns whether all came to their end in order
   */
  async shutdown(patience: number): Promise<boolean> {
    const limit = new AbortController();
    const expire = (): void => limit.abort(new EoflabError("DEADLINE_EXCEEDED", "context deadline exceeded"));
    const timer = patience > 0 ? this.clock.after(patience, expire) : null;
    this.#recorder.emit("server.shutdown", 0, { how: "shutdown" });
    try {
      await Promise.all(this.#servers.map((server) => server.shutdown(limit.signal)));
      this.#recorder.emit("server.down", 0, { error: null });
      return true;
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#recorder.emit("server.down", 0, { error: err.message });
      return false;
    } finally {
      timer?.cancel();
    }
  }

  /** Names what is to be called when shutdown begins; closeServer does not call it. */
  onShutdown(fn: () => void): void {
    for (const server of this.#servers) server.registerOnShutdown(fn);
  }

  /** Ends the server at once: every connection is closed, whatever it is doing. */
  closeServer(): void {
    this.#recorder.emit("server.shutdown", 0, { how: "close" });
    for (const server of this.#servers) void server.close();
  }

  /** Of the ports that servers are to take, the next one that is free. */
  async #listen(port: number): Promise<Listener> {
    const next = port === 0 ? this.#ports.shift() : undefined;
    if (next === undefined) return this.network.listen({ host: loopback, port });
    try {
      return await this.network.listen({ host: loopback, port: next });
    } catch (err) {
      if (!is(err, "EADDRINUSE") || this.#ports.length === 0) throw err;
      return this.#listen(port);
    }
  }

  /** A client like Go's, with connections of its own. Its requests are made one after the other. */
  client({ queues = false, wrap = (conn) => conn, ...options }: StageClientOptions = {}): LabClient {
    if (this.#exchange.ask !== undefined) return this.#asked(this.#exchange.ask, options);
    const trace = new NumberedTrace(this.#recorder, this.#numbers);
    const network = this.#orderly({ queues, wrap });
    const client = new StageClient(trace, { ...options, network, clock: this.clock });
    this.#clients.push(client);
    return client;
  }

  /** Ends the run: another client in the place of the lab's cannot do what the lab wants of it. */
  #refuse(why: string): Promise<never> {
    this.#refused(new EoflabError("NOT_SUPPORTED", why));
    return this.refused;
  }

  /** Another client, where the lab wants no more of it than plain GETs. */
  #asked(ask: Ask, options: object): AskedClient {
    const [option] = Object.keys(options);
    if (option !== undefined) void this.#refuse(`the lab's client is told its ${option}`);
    const client = new AskedClient(ask, this.#recorder, (why) => this.#refuse(why));
    this.#clients.push(client);
    return client;
  }

  /** A client of bytes, connected to a server of this stage. Dial one after the other: so they are numbered. */
  async dial(url: string): Promise<RawClient> {
    if (this.#exchange.ask !== undefined) return await this.#refuse("the lab's client speaks bytes");
    const trace = new NumberedTrace(this.#recorder, this.#numbers);
    return RawClient.dial(this.#orderly(), parseAddr(url.replace(/^http:\/\//, "")), trace);
  }

  /** Asks as an HTTP/1.0 client does: a connection for one request, read until the server ends it. */
  get10(url: string): Promise<void> {
    return heard(this.#get10(url));
  }

  async #get10(url: string): Promise<void> {
    if (this.#exchange.ask !== undefined) return await this.#refuse("the lab's client speaks HTTP/1.0");
    const trace = new NumberedTrace(this.#recorder, this.#numbers);
    const addr = parseAddr(url.replace(/^http:\/\//, ""));
    const raw = await RawClient.dial(this.#orderly(), addr, trace);
    await raw.send(`GET / HTTP/1.0\r\nHost: ${formatAddr(addr)}\r\n\r\n`);
    const answer = await readAnswer(new BufioReader(raw.conn), ({ status, contentLength }) =>
      trace.emitLast("client.response", {
        status,
        contentLength: contentLength === -1 ? null : contentLength,
      }),
    );
    trace.emitLast("client.result", resultOf(answer));
    await raw.receiveAll();
    raw.close();
  }

  /** A client of bytes has read a header, and then the body to its end, or as far as it came; for the recording. */
  body(conn: number, { status, contentLength }: ClientResponse, { body, error }: RawAnswer): void {
    const length = contentLength === -1 ? null : contentLength;
    this.#recorder.emit("client.response", conn, { status, contentLength: length });
    const whole = error === null;
    this.#recorder.emit("client.body", conn, { bytes: body.length, whole, error: error?.message ?? null });
  }

  /** What a client of bytes makes of an answer, for the recording. */
  result(conn: number, result: Result): void {
    this.#recorder.emit("client.result", conn, resultOf(result));
  }

  /**
   * The handler's own waiting, which the recording shows.
   *
   * @param r the handler's request, where there is more than one connection
   * @param signal ends the waiting before its time
   * @returns whether all of the time has passed
   */
  async sleep(ms: number, r?: Request, signal?: AbortSignal): Promise<boolean> {
    if (this.#ended) throw over();
    const conn = this.#connOf(r);
    const done = new Promise<boolean>((resolve) => {
      const timer = this.clock.after(ms, () => {
        this.#sleeping.delete(timer);
        resolve(true);
      });
      this.#sleeping.add(timer);
      signal?.addEventListener("abort", () => {
        timer.cancel();
        this.#sleeping.delete(timer);
        resolve(false);
      });
    });
    this.#recorder.emit("handler.sleep", conn, { ms });
    const whole = await done;
    if (whole) this.#recorder.emit("handler.wake", conn, {});
    return whole;
  }

  /**
   * The handler computes, and gives nobody else a turn: time passes, and no timer fires before it is done.
   *
   * @param r the handler's request, where there is more than one connection
   */
  compute(ms: number, r?: Request): void {
    const conn = this.#connOf(r);
    this.#recorder.emit("handler.compute", conn, { ms });
    const until = this.clock.now() + ms;
    if (this.#virtual !== null) this.#virtual.block(ms);
    else while (this.clock.now() < until);
    this.#recorder.emit("handler.computed", conn, {});
  }

  /**
   * The handler, or a middleware around it, writes a line into the server's log.
   *
   * @param r the handler's request, where there is more than one connection
   */
  log(line: string, r?: Request): void {
    this.#recorder.emit("handler.log", this.#connOf(r), { line });
  }

  /** Where a lab reports what it does by means of its own, beside the server and the clients of this stage. */
  get trace(): Trace {
    return this.#recorder;
  }

  /** Has something closed at the end of the run, however it ends. */
  atEnd(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  /** Waits until something has been reported, without looking at any time. */
  saw<E extends EventName>(name: E, is?: (event: EventOf<E>) => boolean): Promise<EventOf<E>> {
    return this.#unlessUntold(name, this.#recorder.saw(name, is));
  }

  /** Waits until something is reported, from now on. */
  next<E extends EventName>(name: E, is?: (event: EventOf<E>) => boolean): Promise<EventOf<E>> {
    return this.#unlessUntold(name, this.#recorder.next(name, is));
  }

  /** What another server in the place of the lab's did not tell, and was not waited for any longer. */
  get untold(): readonly EventName[] {
    return this.#untold?.names ?? [];
  }

  #unlessUntold<E extends EventName>(name: E, told: Promise<EventOf<E>>): Promise<EventOf<E>> {
    return this.#untold === null ? told : this.#untold.waitFor(name, told);
  }

  /** Lets time pass. On a real clock there is nothing to do: what is waited for next takes its time. */
  async pass(ms: number): Promise<void> {
    await this.#virtual?.advance(ms);
  }

  /**
   * Lets time pass until something is done, whoever waits for whatever meanwhile; on the virtual clock only.
   *
   * @param limit after so many ms of the stage's time it is given up
   * @returns whether it is done
   */
  passUntil(done: Promise<unknown>, limit: number): Promise<boolean> {
    if (this.#virtual === null) throw new EoflabError("NOT_SUPPORTED", "passUntil wants the virtual clock");
    return passUntil(this.#virtual, this.#recorder, done, limit);
  }

  /** Lets time pass and does nothing meanwhile, on a real clock too. */
  async wait(ms: number): Promise<void> {
    if (this.#virtual === null) await this.clock.sleep(ms);
    else await this.#virtual.advance(ms);
  }

  /**
   * Ends what was started, so that nothing keeps the process alive after an interrupted run.
   *
   * @returns when nobody listens any more, and the ports are free again
   */
  async end(): Promise<void> {
    this.#ended = true;
    for (const timer of this.#sleeping) timer.cancel();
    for (const client of this.#clients) client.close();
    for (const conn of this.#dialled) conn.close();
    const closed = this.#servers.map(async (server) => server.close());
    await Promise.all([...closed, ...this.#serving, ...this.#closers.map((close) => close())]);
  }

  /** The number of a request's connection. */
  #connOf(r: Request | undefined): number {
    if (r === undefined) return 1;
    const accepted = this.#recorder.events.findLast(
      (e) => (e.name === "server.accept" || e.name === "client.connected") && e.addr === r.remoteAddr,
    );
    return accepted?.conn ?? 1;
  }

  /**
   * The network, except that a connection counts as open when the server has accepted it, and not a moment
   * before: the kernel has both at once, and without this their order in the recording would be anyone's guess.
   *
   * @param path what is another on the way to the server
   */
  #orderly({ queues = false, wrap = (conn) => conn }: ClientPath = {}): Network {
    const { network } = this;
    const recorder = this.#recorder;
    // Not every server tells whom it accepts.
    const hasOther = this.#exchange.Served !== undefined;
    const opened = (conn: Conn): void => {
      if (this.#ended) conn.close();
      else this.#dialled.push(conn);
    };
    return {
      name: network.name,
      title: network.title,
      listen: (addr) => network.listen(addr),
      async dial(addr): Promise<Conn> {
        const conn = await network.dial(addr);
        opened(conn);
        if (queues || hasOther) return wrap(conn);
        const local = formatAddr(conn.localAddr);
        await recorder.saw("server.accept", (e) => e.addr === local);
        return wrap(conn);
      },
    };
  }
}

/** A lab's client, its own or another one. */
export type LabClient = Pick<StageClient, "get" | "do" | "close">;

/** What a lab may alter of its server. Another server in its place is not altered. */
export interface AlteredServer {
  /** What stands between the server and its listener. */
  readonly around?: (listener: Listener) => Listener;
  /** A server with a fault. */
  readonly Served?: typeof Server;
}

function over(): EoflabError {
  return new EoflabError("INTERRUPTED", "the run is over");
}
