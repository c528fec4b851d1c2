/**
 * The client of lab 28's exercise: a weather station that reports in lines, and waits for the answer to each.
 *
 * @module
 */

import type { Stage } from "../../lib/lab/stage.ts";
import type { RawClient } from "../../lib/mod.ts";

const request = "GET /report HTTP/1.1\r\nHost: stations\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n";

/** How long anything is waited for that must come, in ms. */
const patience = 600_000;

/** What a station is answered. */
export const answerTo = (line: string): string => `thanks for ${line}`;

/** A station that is connected. */
export class Station {
  readonly #stage: Stage<object>;
  readonly #raw: RawClient;
  /** All that has come; grows with each read. */
  #heard = "";

  private constructor(stage: Stage<object>, raw: RawClient) {
    this.#stage = stage;
    this.#raw = raw;
  }

  /** Connects, and sends the request, with a first line in the same segment or not. */
  static async connect(stage: Stage<object>, url: string, line: string | null = null): Promise<Station> {
    const raw = await stage.dial(url);
    await raw.send(line === null ? request : `${request}${line}\n`);
    await stage.passUntil(stage.saw("rwc.read"), patience);
    return new Station(stage, raw);
  }

  /** Sends a line. That the connection has ended shows in what is heard. */
  async says(line: string): Promise<void> {
    await this.#raw.send(`${line}\n`).catch(() => {});
  }

  /** Waits until the answer to that line has come, or the end has, or nothing comes. */
  async hears(line: string): Promise<void> {
    await this.#hears(`${answerTo(line)}\n`);
  }

  /** Waits for the 101. */
  async isWelcome(): Promise<void> {
    await this.#hears("\r\n\r\n");
  }

  /** Says nothing for so many ms. */
  async isSilent(ms: number): Promise<void> {
    await this.#stage.passUntil(new Promise(() => {}), ms);
  }

  /** Tells that it has said all. */
  async hasSaidAll(): Promise<void> {
    await this.#raw.conn.closeWrite().catch(() => {});
  }

  /** Waits for the end of the connection, and goes, also if that does not come. */
  async ends(): Promise<void> {
    await this.#stage.passUntil(this.#raw.receiveAll(), patience);
    this.#raw.close();
    await this.#stage.passUntil(this.#stage.saw("handler.return"), patience);
  }

  async #hears(text: string): Promise<void> {
    await this.#stage.passUntil(this.#read(text), patience);
  }

  async #read(text: string): Promise<void> {
    while (!this.#heard.includes(text)) {
      const bytes = await this.#raw.receive().catch(() => null);
      if (bytes === null) return;
      this.#heard += new TextDecoder().decode(bytes);
    }
  }
}
