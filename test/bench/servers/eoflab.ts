/**
 * eoflab's server, as the bench runs it. On Deno it stands on Deno.listen, elsewhere on node:net; `--transport node` has it on
 * node:net there, too. With `--traced` everything is recorded.
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { parseArgs } from "node:util";
import type { Events, Handler, Request, ResponseWriter, Trace } from "../../../lib/mod.ts";
import { network, Recorder, ResponseController, Server, systemClock } from "../../../lib/mod.ts";
import { block, large, lengthOf, piece, pieces, ready, small } from "./handlers.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { transport: { type: "string" }, traced: { type: "boolean" } },
});

const handler: Handler = async (w, r) => {
  if (r.target === "/stream") {
    const controller = new ResponseController(w);
    for (let i = 0; i < pieces; i++) {
      await w.write(piece);
      await controller.flush();
    }
  } else if (r.target === "/upload") {
    let n = 0;
    for (let got = await r.body.read(block); got !== null; got = await r.body.read(block)) n += got;
    await w.write(`${n}\n`);
  } else if (r.method === "POST") {
    await answerWith(w, await bodyOf(r));
  } else if (r.target.startsWith("/download/")) {
    await download(w, lengthOf(r.target));
  } else {
    await answerWith(w, r.target === "/large" ? large : small);
  }
};

/** The others say a length by themselves; Go, and we, do so for short answers only. */
async function answerWith(w: ResponseWriter, body: Uint8Array): Promise<void> {
  w.header.set("Content-Type", "text/plain");
  if (body !== small) w.header.set("Content-Length", String(body.length));
  await w.write(body);
}

/** The body, of which the length is known and small; in memory that nobody has cleared, as that of the others' Buffer.concat. */
async function bodyOf(r: Request): Promise<Uint8Array> {
  const body = Buffer.allocUnsafe(10 << 10);
  let n = 0;
  for (let got = await r.body.read(body); got !== null; got = await r.body.read(body.subarray(n))) {
    n += got;
    if (n === body.length) break;
  }
  return body.subarray(0, n);
}

async function download(w: ResponseWriter, length: number): Promise<void> {
  w.header.set("Content-Type", "text/plain");
  w.header.set("Content-Length", String(length));
  for (let left = length; left > 0; left -= block.length) await w.write(block.subarray(0, left));
}

/** How many events a recorder keeps here until it is put away: more than any lab has, and not all that the memory holds. */
const keptEvents = 10_000;

/** A trace that is recorded, however long the server runs. */
class EndlessRecorder implements Trace {
  #recorder = new Recorder(systemClock);

  emit<K extends keyof Events>(name: K, conn: number, facts: Events[K]): void {
    if (this.#recorder.events.length === keptEvents) this.#recorder = new Recorder(systemClock);
    this.#recorder.emit(name, conn, facts);
  }
}

const transport = values.transport === "node" ? "node" : undefined;
const listener = await (await network({ transport })).listen({ host: "127.0.0.1", port: 0 });
ready(listener.addr.port);
await new Server(values.traced ? { handler, trace: new EndlessRecorder() } : { handler }).serve(listener);
