/**
 * Waiting until the client has read what the server sent: in real time the two race, and a recording wants one order.
 *
 * @module
 */

import type { EventName, EventOf } from "../trace/events.ts";

/** What is asked of a stage: to wait for what has been, or will be, reported. */
export interface Seeing {
  saw<E extends EventName>(name: E, is?: (event: EventOf<E>) => boolean): Promise<EventOf<E>>;
}

/** Waits until the client has read so many bytes of a connection as a whole. */
export async function readBy(stage: Seeing, conn: number, total: number): Promise<void> {
  let bytes = 0;
  await stage.saw("client.read", (e) => {
    if (e.conn === conn) bytes += e.bytes;
    return bytes >= total;
  });
}

/**
 * Waits until the client has read, and understood, what the server has sent so far on connection 1.
 *
 * @returns how many bytes that was; 0 if nothing has left, and then there is nothing to wait for
 */
export async function arrived(stage: Seeing): Promise<number> {
  let sent = 0;
  void stage.saw("rwc.wrote", (e) => {
    sent += e.n;
    return false; // it counts what there is, which saw looks at before it returns
  });
  const wanted = sent;
  if (wanted === 0) return 0;
  await readBy(stage, 1, wanted);
  await stage.saw("client.response");
  return wanted;
}
