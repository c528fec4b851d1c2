/**
 * A failure mode: one thing that can go wrong with an answer, made by a few lines of a server of bytes.
 *
 * @module
 */

/** What the server of a mode can do with a connection. */
export interface Peer {
  /** Sends bytes; a text is ASCII. */
  send(text: string): Promise<void>;
  /** Ends the connection with FIN, when what was sent has been read. */
  fin(): Promise<void>;
  /** Ends it with RST, when what was sent has been read: what a client has not read by then, it may or may not get. */
  rst(): Promise<void>;
  /** Resolves when the client has gone. */
  gone(): Promise<void>;
}

/** A request, as the server of a mode sees it. */
export interface Asked {
  /** Its number, from 1. */
  readonly number: number;
  /** Whether it is the first one on its connection. */
  readonly isFirst: boolean;
}

/** A failure mode. */
export interface Mode {
  readonly id: string;
  /** What the server does, in a few words. */
  readonly title: string;
  /** The ids of the labs that explain it, the nearest first. */
  readonly labs: readonly string[];
  /** How often the client asks; once unless set. What counts is what it says of the last time. */
  readonly asks?: number;
  /** Answers a request whose header has been read; absent: nobody listens. */
  readonly answer?: (peer: Peer, asked: Asked) => Promise<void>;
}
