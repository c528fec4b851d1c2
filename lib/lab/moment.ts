/**
 * What is so at an event of a recording: how full the buffers are, which deadlines are armed, and what the handler has
 * been told. All of it is of the event's own connection.
 *
 * @module
 */

import { connBufferSize } from "../http/server/conn.ts";
import { bufferBeforeChunkingSize } from "../http/server/response.ts";
import type { Fill, TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";

/** A deadline that is armed. */
export interface Armed {
  readonly which: "read" | "write";
  /** How much of it is left, in ms; below zero it has passed, and stays so until it is set anew. */
  readonly left: number;
}

/** What a call of the handler came to. */
export interface Told {
  /** `w.write(200)`, `flush()`. */
  readonly call: string;
  /** How many bytes it took; `null` for a flush. */
  readonly n: number | null;
  readonly error: string | null;
}

/** What is so. */
export interface Moment {
  readonly responseW: Fill;
  readonly connBufw: Fill;
  readonly armed: readonly Armed[];
  /** The calls of the present request's handler that have returned, in order. */
  readonly told: readonly Told[];
  /** The call that has not returned yet, if the handler is in one. */
  readonly calling: string | null;
}

/** What was so when that event had happened. */
export function momentAt(recording: Recording, at: TraceEvent): Moment {
  const moment = new Builder();
  const conn = at.conn === 0 ? 1 : at.conn;
  for (const event of recording.events) {
    if (event.seq > at.seq) break;
    if (event.conn === conn) moment.take(event);
  }
  return moment.done(at.t);
}

/** The buffer of a response that has taken nothing yet. */
const unused: Fill = { buffered: 0, available: bufferBeforeChunkingSize };

/** Follows the events of one connection. */
class Builder {
  #responseW = unused;
  #connBufw: Fill = { buffered: 0, available: connBufferSize };
  /** The instants of the deadlines that are armed. */
  readonly #deadlines = new Map<"read" | "write", number>();
  #told: Told[] = [];
  #calling: string | null = null;

  take(event: TraceEvent): void {
    switch (event.name) {
      case "handler.start":
        // Each request has a response of its own, with its own buffer, and a handler that has called nothing yet.
        this.#responseW = unused;
        this.#told = [];
        this.#calling = null;
        break;
      case "response.w.fill":
        this.#responseW = event;
        break;
      case "response.w.flush":
        this.#responseW = empty(this.#responseW);
        break;
      case "conn.bufw.fill":
        this.#connBufw = event;
        break;
      case "rwc.wrote":
        // What the socket refused stays in the buffer, which takes nothing any more.
        this.#connBufw = event.error === null ? empty(this.#connBufw) : less(this.#connBufw, event.n);
        break;
      case "deadline.set":
        this.#deadlines.set(event.which, event.t + event.after);
        break;
      case "deadline.clear":
        this.#deadlines.delete(event.which);
        break;
      case "handler.write":
        this.#calling = `w.write(${event.bytes})`;
        break;
      case "handler.flush":
        this.#calling = "flush()";
        break;
      case "handler.wrote":
        this.#return(event.n, event.error);
        break;
      case "handler.flushed":
        this.#return(null, event.error);
        break;
    }
  }

  done(now: number): Moment {
    const armed = [...this.#deadlines].map(([which, at]) => ({ which, left: at - now }));
    return {
      responseW: this.#responseW,
      connBufw: this.#connBufw,
      armed,
      told: this.#told,
      calling: this.#calling,
    };
  }

  #return(n: number | null, error: string | null): void {
    this.#told.push({ call: this.#calling ?? "", n, error });
    this.#calling = null;
  }
}

function empty(fill: Fill): Fill {
  return less(fill, fill.buffered);
}

/** The buffer without so many of its bytes; a large write passes it by, and takes none of them. */
function less({ buffered, available }: Fill, bytes: number): Fill {
  const gone = Math.min(bytes, buffered);
  return { buffered: buffered - gone, available: available + gone };
}
