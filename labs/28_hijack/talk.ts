/**
 * Lab 28's client: it sends a line, waits for its echo, and gives up when none comes.
 *
 * @module
 */

import type { Stage } from "../../lib/lab/stage.ts";
import type { RawClient } from "../../lib/mod.ts";
import type { Knobs } from "./knobs.ts";
import type { Lines } from "./lines.ts";

const request =
  "GET /echo HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: eoflab-echo\r\n\r\n";
const lineOf = (i: number): string => `line ${i}\n`;

/** The client's side of the conversation, from its request to its end. */
export async function talk(stage: Stage<Knobs>, client: RawClient, taken: Promise<Lines>): Promise<void> {
  const { early, readFrom, flush, lines: count, work } = stage.knobs;
  await client.send(early === "with" ? request + lineOf(1) : request);
  await stage.saw("handler.sleep");
  if (early === "behind") {
    const ahead = stage.next("rwc.read");
    await client.send(lineOf(1));
    await ahead;
  }
  await stage.pass(work);
  const lines = await taken;
  await client.receive();

  const got: Uint8Array[] = [];
  for (let i = 1; i <= count; i++) {
    const lost = i === 1 && early === "with" && readFrom === "conn";
    if (i > 1 || early === "after") await client.send(lineOf(i));
    if (!lost) {
      const at = i;
      let slept = 0;
      await stage.saw("handler.sleep", () => ++slept > at);
      await stage.pass(work);
    }
    await lines.asked(lost ? i : i + 1);
    if (lost || !flush) {
      await ends(stage, client, got, false);
      return;
    }
    const echo = await client.receive();
    if (echo !== null) got.push(echo);
  }
  await ends(stage, client, got, true);
}

/**
 * Waits for the end, or for an echo that does not come, and goes.
 *
 * @param said whether the client has said that it is done
 */
async function ends(stage: Stage<Knobs>, client: RawClient, got: Uint8Array[], said: boolean): Promise<void> {
  const { end, idle, patience } = stage.knobs;
  const returned = stage.saw("handler.return");
  client.conn.setReadDeadline(stage.clock.now() + patience);
  const ending = client.receiveAll();
  if (said) await client.conn.closeWrite();
  else await stage.pass(idle);
  const returns = said || idle > 0;
  if (returns) await returned;
  if (!returns || end === "return") await stage.pass(said ? patience : patience - idle);
  const { error } = await ending;
  const body = new Uint8Array(got.flatMap((piece) => [...piece]));
  stage.result(1, { status: 101, body, error });
  client.close();
  await returned;
}
