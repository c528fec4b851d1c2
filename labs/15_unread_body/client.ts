/**
 * The client of lab 15: it sends its body a piece at a time, and looks for an answer when its time to look has come.
 *
 * @module
 */

import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, EoflabError } from "../../lib/mod.ts";
import { piecesOf, type Upload } from "./upload.ts";

/** What of the knobs the client needs. Times are in ms. */
export interface ClientKnobs extends Upload {
  /** How long it waits before each piece. */
  readonly every: number;
  /** From when on it looks for an answer before it sends the next piece. */
  readonly looks: number;
  /** What it does when a piece cannot be sent: `give-up`, or `read` what there may be. */
  readonly failedSend: string;
}

/** Sends a request, gets an answer or none, reports what came of it, and closes its end. */
export async function upload(stage: Stage<ClientKnobs>, url: string): Promise<void> {
  const { looks, every, failedSend } = stage.knobs;
  const server = new ServerSeen(stage);
  const client = await stage.dial(url);
  const failed = await sendUntilAnswered();
  if (failed === null || failedSend === "read") {
    const answer = await readAnswer(new BufioReader(client.conn));
    stage.result(1, answer);
    // What comes last is how the connection ends; but a server that still reads is not waited for.
    if (answer.close && server.ended) await client.receiveAll();
  } else stage.result(1, { status: null, body: new Uint8Array(), error: failed });
  client.close();

  /** @returns why not all was sent; `null` if all was, or if an answer was there before */
  async function sendUntilAnswered(): Promise<EoflabError | null> {
    const pieces = [...piecesOf(stage.knobs, url.slice("http://".length))];
    let sent = 0;
    for (const [i, bytes] of pieces.entries()) {
      if (i > 0) await wait(stage, every);
      if (i > 0 && i * every >= looks && server.answered) return null;
      try {
        await client.send(bytes);
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        return err;
      }
      sent += bytes.length;
      await server.hasReadOrEnded(i + 1 < pieces.length ? sent : Number.POSITIVE_INFINITY);
    }
    return null;
  }
}

/** Waits so long on the stage's clock. */
async function wait(stage: Stage<ClientKnobs>, ms: number): Promise<void> {
  const over = stage.clock.sleep(ms);
  await stage.pass(ms);
  await over;
}

/** What the server has done, as far as it has been reported: nothing is left to luck by it. */
class ServerSeen {
  /** Whether the answer has left. */
  answered = false;
  /** Whether the server has gone on: to wait for the next request, or to end the connection. */
  ended = false;
  readonly #end: Promise<unknown>;
  /** How many bytes it has read. */
  #read = 0;
  /** Called with each read. */
  #onRead: () => void = () => {};

  constructor(stage: Stage<ClientKnobs>) {
    void stage.saw("rwc.wrote").then(() => {
      this.answered = true;
    });
    this.#end = Promise.race([
      stage.saw("server.linger"),
      stage.saw("rwc.close"),
      stage.saw("server.state", ({ state }) => state === "idle"),
    ]).then(() => {
      this.ended = true;
    });
    void stage.saw("rwc.read", ({ bytes }) => {
      this.#read += bytes;
      this.#onRead();
      return false;
    });
  }

  /** Resolves when so many bytes have been read, or when no more will be. */
  async hasReadOrEnded(bytes: number): Promise<void> {
    const read = new Promise<void>((resolve) => {
      this.#onRead = () => {
        if (this.#read >= bytes) resolve();
      };
      this.#onRead();
    });
    await Promise.race([read, this.#end]);
  }
}
