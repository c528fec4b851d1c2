/**
 * The client of lab 19: a request, a FIN behind it, and then it reads.
 *
 * @module
 */

import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader } from "../../lib/mod.ts";
import { bytesOf } from "./request.ts";

/** What of the knobs the client needs, and what it must know of the handler to leave nothing to luck. */
export interface ClientKnobs {
  readonly halfClose: boolean;
  readonly request: string;
  readonly keepAlive: boolean;
  readonly reads: boolean;
  readonly watch: boolean;
  /** In ms. */
  readonly handlerTime: number;
}

/** Sends a request, shuts its sending side, gets an answer or none, and reports what came of it. */
export async function ask(stage: Stage<ClientKnobs>, url: string): Promise<void> {
  const { halfClose, request, keepAlive } = stage.knobs;
  const client = await stage.dial(url);
  await client.send(bytesOf(request, url.slice("http://".length), keepAlive));
  await stage.saw("rwc.read");
  const working = works(stage.knobs);
  if (working) await stage.saw("handler.sleep");
  if (halfClose) await client.conn.closeWrite();
  if (working) await workEnds(stage);

  // It reads when the server has done all that it is going to do, so that the order of things is always the same.
  const done = await stage.saw(
    "server.state",
    ({ state }) => state === "closed" || (state === "idle" && !halfClose),
  );
  const answer = await readAnswer(new BufioReader(client.conn));
  stage.result(1, answer);
  if (done.state === "closed") await client.receiveAll();
  client.close();
  if (done.state === "idle") await stage.saw("server.state", ({ state }) => state === "closed");
}

/** Whether the handler gets to its work: it has a request, and a body if it reads that. */
function works({ request, reads }: ClientKnobs): boolean {
  return request !== "half-header" && !(request === "half-body" && reads);
}

/** Waits until the handler's work is over, well or not. */
async function workEnds(stage: Stage<ClientKnobs>): Promise<void> {
  const { halfClose, request, reads, watch, handlerTime } = stage.knobs;
  const noticed = halfClose && (request === "get" || reads);
  if (noticed) await stage.saw("handler.abort");
  if (!(noticed && watch)) await stage.pass(handlerTime);
}
