/**
 * The server of a mode: it speaks bytes, listens on 127.0.0.1, and counts what it is asked.
 *
 * @module
 */

import { Reader as BufioReader } from "../../bufio/mod.ts";
import { systemClock } from "../../clock.ts";
import { EoflabError, is } from "../../errors.ts";
import { type Addr, type Conn, formatAddr, type Network } from "../../net/conn.ts";
import { network } from "../../net/platform.ts";
import type { Mode, Peer } from "./mode.ts";

/** How long a client has to read what came before the end, in ms: whether it comes with it, or before it, is not left to chance. */
const readTime = 100;

/** The ports among which one is found on which nobody listens. */
const candidates = { first: 28_800, last: 28_899 };

/** A server that runs. */
export interface ModeServer {
  readonly url: string;
  /** How many requests have come. */
  readonly requests: number;
  /** Ends it, and what is still open. */
  close(): void;
}

/** Starts it; for a mode in which nobody listens, finds a port for that. */
export async function serveMode({ answer }: Mode): Promise<ModeServer> {
  const net = await network();
  if (answer === undefined) return { url: urlOf(await closedPort(net)), requests: 0, close() {} };

  const listener = await net.listen({ host: "127.0.0.1", port: 0 });
  const conns = new Set<Conn>();
  let requests = 0;
  const serve = async (conn: Conn): Promise<void> => {
    const br = new BufioReader(conn);
    const peer = peerOf(conn);
    for (let isFirst = true; ; isFirst = false) {
      const header = await readHeader(br);
      if (header === null) return;
      if (header.startsWith("GET / ")) {
        requests++;
        await answer(peer, { number: requests, isFirst });
      } else {
        // A browser's wish for an icon.
        await peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      }
    }
  };
  const accept = async (): Promise<void> => {
    for (;;) {
      const conn = await listener.accept();
      conns.add(conn);
      void quiet(serve(conn)).then(() => {
        conn.close();
        conns.delete(conn);
      });
    }
  };
  void quiet(accept());
  return {
    url: urlOf(listener.addr),
    get requests() {
      return requests;
    },
    close() {
      listener.close();
      for (const conn of conns) conn.close();
    },
  };
}

function urlOf(addr: Addr): string {
  return `http://${formatAddr(addr)}/`;
}

/**
 * A port on which nobody listens, nor will by chance: systems give those from 32768 on, or 49152, to whom names none. One of
 * theirs would soon be another server's.
 */
async function closedPort(net: Network): Promise<Addr> {
  for (let port = candidates.first; port <= candidates.last; port++) {
    const addr = { host: "127.0.0.1", port };
    try {
      (await net.dial(addr)).close();
    } catch (err) {
      if (is(err, "ECONNREFUSED")) return addr;
      throw err;
    }
  }
  const { first, last } = candidates;
  throw new EoflabError("EADDRINUSE", `somebody listens on each port from ${first} to ${last} of 127.0.0.1`);
}

/** Reads a request's header. @returns `null` if there was none */
async function readHeader(br: BufioReader): Promise<string | null> {
  let text = "";
  while (!text.endsWith("\r\n\r\n")) {
    const byte = new Uint8Array(1);
    if ((await br.read(byte)) !== 1) return null;
    text += String.fromCharCode(byte[0] ?? 0);
  }
  return text;
}

function peerOf(conn: Conn): Peer {
  let sent = false;
  const read = (): Promise<void> => (sent ? systemClock.sleep(readTime) : Promise.resolve());
  return {
    async send(text) {
      await conn.write(new TextEncoder().encode(text));
      sent = true;
    },
    async fin() {
      await read();
      conn.close();
    },
    async rst() {
      await read();
      conn.reset();
    },
    async gone() {
      const rest = new Uint8Array(1024);
      while ((await conn.read(rest)) !== null);
    },
  };
}

/** A client may go whenever it likes. */
async function quiet(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}
