/**
 * A client that sends its header a byte at a time, and never to its end.
 *
 * @module
 */

import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type RawClient } from "../../lib/mod.ts";

/** What it would send, if it had for ever: a request line, a Host, and then field after field. */
const endless = (at: number): string =>
  at < head.length ? (head[at] as string) : (field[(at - head.length) % field.length] as string);
const head = "GET / HTTP/1.1\r\nHost: slow\r\n";
const field = "X-Later: yes\r\n";

/** One slow client. */
export class SlowClient {
  readonly #stage: Pick<Stage<unknown>, "dial" | "next" | "saw" | "result">;
  /** Its connection's number in the recording. */
  readonly #conn: number;
  /** Set by dial. */
  #raw: RawClient | null = null;
  /** Settles when its connection has ended; set by dial. */
  #ended: Promise<void> = Promise.resolve();
  /** How much of the header was sent. */
  #sent = 0;

  constructor(stage: Pick<Stage<unknown>, "dial" | "next" | "saw" | "result">, conn: number) {
    this.#stage = stage;
    this.#conn = conn;
  }

  /** Connects, and sends the first bytes. */
  async dial(url: string, first: number): Promise<void> {
    this.#raw = await this.#stage.dial(url);
    this.#ended = this.#receive(this.#raw);
    await this.send(first);
  }

  /** Sends the next bytes; done when the server has read them, or has ended the connection. */
  async send(count: number): Promise<void> {
    const text = Array.from({ length: count }, (_, i) => endless(this.#sent + i)).join("");
    this.#sent += count;
    let missing = count;
    const arrived = this.#stage.next("rwc.read", (e) => {
      if (e.conn === this.#conn) missing -= e.bytes;
      return missing <= 0;
    });
    await this.#raw?.send(text);
    await Promise.race([arrived, this.#ended]);
  }

  /** Done when the server has ended the connection, and it knows. */
  async isEnded(): Promise<void> {
    await this.#ended;
    await this.#stage.saw("server.state", (e) => e.conn === this.#conn && e.state === "closed");
  }

  /** Closes its connection; done when the server has closed its end, too. */
  async giveUp(): Promise<void> {
    this.#raw?.close();
    await this.isEnded();
  }

  /** Reads what the server has to say, to its end. */
  async #receive(raw: RawClient): Promise<void> {
    const answer = await readAnswer(new BufioReader(raw.conn));
    raw.close();
    this.#stage.result(this.#conn, answer);
  }
}
