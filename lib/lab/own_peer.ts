/**
 * The runtime's own HTTP server in a lab, and a client of bytes that talks to it. What its handler is called for is in
 * the recording; what goes on inside it nobody sees.
 *
 * @module
 */

import { RawClient } from "../http/client/raw_client.ts";
import { formatAddr, parseAddr } from "../net/conn.ts";
import { type OwnRequest, serveOwn } from "../own/own_server.ts";
import type { Stage } from "./stage.ts";

/**
 * Starts the runtime's own server beside the stage's, for one connection. Its requests are reported one after the other,
 * each when the client has read the answer to the one before, whenever the runtime called for it.
 *
 * @param conn the number that its connection has in the recording
 * @param handler makes the answer
 * @returns its address
 */
export async function ownServer<K>(
  stage: Stage<K>,
  conn: number,
  handler: (r: OwnRequest) => Promise<string>,
): Promise<string> {
  let calls = 0;
  const server = await serveOwn(async (r) => {
    await answersRead(stage, conn, calls++);
    stage.trace.emit("handler.start", conn, { method: r.method, target: r.path });
    const text = await handler(r);
    stage.trace.emit("handler.return", conn, { error: null });
    return text;
  });
  stage.atEnd(() => server.close());
  const addr = formatAddr(server.addr);
  stage.trace.emit("server.listen", 0, { addr });
  return addr;
}

/** Connects to it. */
export async function dialOwn<K>(stage: Stage<K>, conn: number, addr: string): Promise<RawClient> {
  const raw = await RawClient.dial(stage.network, parseAddr(addr), stage.trace, conn);
  stage.atEnd(() => raw.close());
  return raw;
}

/** Resolves when the client has read so many answers, each of which arrives in one piece. At once if that is none. */
function answersRead<K>(stage: Stage<K>, conn: number, count: number): Promise<unknown> | undefined {
  if (count === 0) return undefined;
  let read = 0;
  return stage.saw("client.read", (e) => e.conn === conn && ++read >= count);
}
