/**
 * Accepting when the process has no more files to open. Go: net/http server.go (*Server).Serve, tempDelay.
 */

import assert from "node:assert/strict";
import { VirtualClock } from "../../../lib/clock.ts";
import { closed, type EoflabError, is, OpError, syscallError } from "../../../lib/errors.ts";
import { RawClient } from "../../../lib/http/client/raw_client.ts";
import { Server } from "../../../lib/http/server/server.ts";
import type { Conn, Listener } from "../../../lib/net/conn.ts";
import { pipe } from "../../../lib/net/pipe.ts";
import { test } from "../../fixtures/harness.ts";
import { get, quiet } from "../../fixtures/serve.ts";
import { allHeard } from "../../fixtures/unheard.ts";

const addr = { host: "127.0.0.1", port: 8800 };

const opError = (cause: EoflabError): OpError => new OpError("accept", "127.0.0.1:8800", null, cause);
const tooMany = (): OpError => opError(syscallError("accept4", "EMFILE"));

/** A listener that does what it is told to, one thing for each accept; then it waits until it is closed. */
class Told implements Listener {
  readonly addr = addr;
  /** How often accept was called. */
  accepts = 0;
  readonly #does: (() => Promise<Conn>)[];
  #end: (err: EoflabError) => void = () => {};
  #closed = false;

  constructor(...does: (() => Promise<Conn>)[]) {
    this.#does = does;
  }

  accept(): Promise<Conn> {
    this.accepts++;
    if (this.#closed) return Promise.reject(opError(closed()));
    const next = this.#does.shift();
    if (next !== undefined) return next();
    return new Promise((_, reject) => {
      this.#end = reject;
    });
  }

  close(): void {
    this.#closed = true;
    this.#end(opError(closed()));
  }
}

const fails = (): Promise<Conn> => Promise.reject(tooMany());

/** Serves what the listener gives, and how that ended. */
async function serving(
  listener: Told,
  use: (s: { clock: VirtualClock; server: Server; log: string[]; outcome: () => unknown }) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const log: string[] = [];
  const server = new Server({
    clock,
    handler: async (w) => void (await w.write("hello")),
    errorLog: (line) => log.push(line),
  });
  let outcome: unknown = "serving";
  await allHeard(async () => {
    const served = server.serve(listener).catch((err: unknown) => {
      outcome = err;
    });
    await quiet();
    await use({ clock, server, log, outcome: () => outcome });
    server.close();
    await served;
  });
  assert.equal(clock.pending, 0);
}

test("it waits 5 ms, and twice as long after each failure that follows, up to a second, and says so as Go does", async () => {
  const delays = [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000];
  const listener = new Told(...delays.map(() => fails));
  await serving(listener, async ({ clock, log }) => {
    for (const [i, delay] of delays.entries()) {
      assert.equal(log.length, i + 1);
      const text = delay === 1000 ? "1s" : `${delay}ms`;
      assert.equal(
        log[i],
        `http: Accept error: accept tcp 127.0.0.1:8800: accept4: too many open files; retrying in ${text}`,
      );
      await clock.advance(delay - 1);
      assert.equal(listener.accepts, i + 1, "not before its time");
      await clock.advance(1);
      assert.equal(listener.accepts, i + 2);
    }
    await clock.advance(10_000);
    assert.equal(listener.accepts, delays.length + 1);
  });
});

test("a connection that comes begins the delays anew, and is served", async () => {
  const clients: RawClient[] = [];
  let clock = new VirtualClock();
  const gives = (): Promise<Conn> => {
    const [near, far] = pipe(clock);
    clients.push(Object.assign(Object.create(RawClient.prototype), { conn: near }) as RawClient);
    return Promise.resolve(far);
  };
  const listener = new Told(fails, fails, gives, fails, fails);
  await serving(listener, async (s) => {
    clock = s.clock;
    for (const delay of [5, 10]) await s.clock.advance(delay);
    assert.deepEqual(
      s.log.map((line) => line.replace(/.* in /, "")),
      ["5ms", "10ms", "5ms"],
    );
    const [client] = clients;
    assert(client !== undefined);
    await client.send(get);
    assert.match(String.fromCharCode(...((await client.receive()) ?? [])), /hello$/);
    client.close();
    await s.clock.advance(15);
    assert.equal(s.log.length, 4);
  });
});

test("close, and shutdown, end the wait at once", async () => {
  for (const how of ["close", "shutdown"] as const) {
    const listener = new Told(fails, fails);
    await serving(listener, async ({ clock, server, outcome }) => {
      await clock.advance(2);
      await server[how]();
      await quiet();
      assert(is(outcome(), "SERVER_CLOSED"));
      assert.equal(listener.accepts, 1);
      assert.equal(clock.pending, 0);
    });
  }
});

test("any other failure ends serve with that error, and no line is logged", async () => {
  const failures = [
    opError(syscallError("accept4", "EACCES")),
    opError(closed()),
    new TypeError("a mistake"),
    Object.assign(new Error("not ours"), { code: "EMFILE" }),
  ];
  for (const failure of failures) {
    const listener = new Told(() => Promise.reject(failure));
    await serving(listener, async ({ log, outcome }) => {
      assert.equal(outcome(), failure);
      assert.deepEqual(log, []);
    });
  }
});

test("a log that throws does not end the wait", async () => {
  const clock = new VirtualClock();
  const listener = new Told(fails);
  const server = new Server({
    clock,
    handler: () => {},
    errorLog: () => {
      throw new Error("the log is full");
    },
  });
  await allHeard(async () => {
    const served = server.serve(listener).catch((err: unknown) => err);
    await quiet();
    await clock.advance(5);
    assert.equal(listener.accepts, 2);
    server.close();
    assert(is(await served, "SERVER_CLOSED"));
  });
});
