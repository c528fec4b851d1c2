/**
 * What is known of a TCP connection: of each of its directions, a flow.
 *
 * @module
 */

import { HttpFlow } from "./http_flow.ts";

/** One direction of a connection. */
export interface Flow {
  /** The sequence number that is shown as 0; `null` until one is seen. */
  base: number | null;
  /**
   * The sequence number that comes next, raw as all that follow. In these, 0 is none: Wireshark has it so, and where
   * the numbers go through 0, it forgets for a moment what came before.
   */
  next: number;
  /** When what moved `next` was seen, in ns. */
  nextAt: bigint;
  /** The highest one that may be acknowledged: what was seen without a gap. */
  seen: number;
  /** The last acknowledgement, when it came, and in which packet it came first. */
  ack: number;
  ackAt: bigint;
  ackNumber: number;
  /** How many repeat it. */
  repeats: number;
  /** Whether something was acknowledged that it sent and nobody saw, since its last acknowledgement of something new. */
  isMissed: boolean;
  /** The last window as it stood in the header, and the shift of its SYN: `null` not seen, -1 none. */
  window: number;
  shift: number | null;
  /** What the last segment was, for the answer to it. */
  last: "keepAlive" | "zeroWindowProbe" | null;
  readonly http: HttpFlow;
}

/** A connection. */
export interface Connection {
  readonly flows: readonly [Flow, Flow];
  /** When the SYN came, and how long the handshake took; `null` before. */
  synAt: bigint | null;
  roundTrip: bigint | null;
  /** Whether it is spoken HTTP: by a port of it, or by what was said. */
  isHttp: boolean;
}

/** The ports on which Wireshark takes what is said for HTTP, whatever it is. */
const httpPorts: readonly number[] = [80, 631, 1900, 2710, 2869, 3128, 3132, 3689, 5985, 8080, 8088, 11371];

function newFlow(): Flow {
  return {
    base: null,
    next: 0,
    nextAt: 0n,
    seen: 0,
    ack: 0,
    ackAt: 0n,
    ackNumber: 0,
    repeats: 0,
    isMissed: false,
    window: 0,
    shift: null,
    last: null,
    http: new HttpFlow(),
  };
}

/** The connections of a capture, of which the last ones are remembered: memory has an end. */
export class Connections {
  readonly #most: number;
  /** By addresses and ports; the one that was used last is the last. */
  readonly #byKey = new Map<string, Connection>();
  /** How many were forgotten for others. */
  forgotten = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The connection of a segment, and the flow to which it belongs (0: from the lower one of the two ends). */
  find(
    source: string,
    destination: string,
    isNew: (known: Connection, flow: 0 | 1) => boolean,
  ): [Connection, 0 | 1] {
    const side = source < destination ? 0 : 1;
    const key = side === 0 ? `${source} ${destination}` : `${destination} ${source}`;
    let connection = this.#byKey.get(key);
    if (connection === undefined || isNew(connection, side)) {
      connection = {
        flows: [newFlow(), newFlow()],
        synAt: null,
        roundTrip: null,
        isHttp: [source, destination].some((end) =>
          httpPorts.includes(Number(end.slice(end.lastIndexOf(" ") + 1))),
        ),
      };
    }
    this.#byKey.delete(key);
    this.#byKey.set(key, connection);
    if (this.#byKey.size > this.#most) {
      const [oldest] = this.#byKey.keys();
      if (oldest !== undefined) this.#byKey.delete(oldest);
      this.forgotten++;
    }
    return [connection, side];
  }
}
