/**
 * A client that downloads as fast as it likes, and no faster.
 *
 * @module
 */

import { Reader as BufioReader } from "../bufio/mod.ts";
import type { Clock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import type { RawClient } from "../http/client/raw_client.ts";
import { newRequest } from "../http/client/request.ts";
import { readResponse } from "../http/client/response.ts";
import type { Stage } from "./stage.ts";

/** How somebody reads. */
export interface Pace {
  /** After so many bytes there is a pause. */
  readonly step: number;
  /** How long it is, in ms. */
  readonly pause: number;
  /** After so many bytes nothing more is read; without it, all of the answer is. */
  readonly upTo?: number;
}

/** While bytes are on their way, time passes in such steps, in ms: no deadline is met because a packet is late. */
const tick = 1_000;

/**
 * Reads an answer to its end, or as far as it comes, and reports it. What arrives is counted and not kept. While it
 * pauses, and when it has read all that it wants, its connection stays as it is.
 */
export async function download(
  stage: Stage<object>,
  raw: RawClient,
  conn: number,
  { step, pause, upTo = Number.POSITIVE_INFINITY }: Pace,
): Promise<void> {
  let bytes = 0;
  let error: string | null = null;
  const ticking = new Ticking(stage.clock);
  try {
    const response = await readResponse(
      new BufioReader(raw.unreported),
      newRequest("GET", "http://127.0.0.1"),
    );
    stage.trace.emit("client.response", conn, { status: response.status, contentLength: null });
    const p = new Uint8Array(64 * 1024);
    let until = step;
    ticking.start();
    for (let n = await response.body.read(p); n !== null; n = await response.body.read(p)) {
      bytes += n;
      stage.trace.emit("client.read", conn, { bytes: n, data: "" });
      if (bytes < until && bytes < upTo) continue;
      ticking.stop();
      if (bytes >= upTo) return;
      until += step;
      await stage.clock.sleep(pause);
      ticking.start();
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    error = err.message;
  }
  ticking.stop();
  stage.trace.emit("client.body", conn, { bytes, whole: error === null, error });
}

/** A timer that fires again and again, and does nothing. */
class Ticking {
  readonly #clock: Clock;
  /** Calls the timer off; set while it ticks. */
  #cancel = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    const timer = this.#clock.after(tick, () => this.start());
    this.#cancel = () => timer.cancel();
  }

  stop(): void {
    this.#cancel();
  }
}
