import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { lateFin } from "../../lib/lab/late_fin.ts";
import type { Conn } from "../../lib/net/conn.ts";
import { pipeNetwork } from "../../lib/net/pipe.ts";
import { bytes, readText } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";

/** A client, and the end of its connection on a server, as `wrap` has the listener. */
async function connected(wrap = lateFin): Promise<[Conn, Conn]> {
  const network = pipeNetwork(new VirtualClock());
  const listener = wrap(await network.listen({ host: "127.0.0.1", port: 0 }));
  const pair = await Promise.all([network.dial(listener.addr), listener.accept()]);
  listener.close();
  return pair;
}

/** Whether a read is told only when what goes on by itself, in promises alone, has been done. */
async function isLate(read: Promise<unknown>): Promise<boolean> {
  let told = false;
  const tell = (): void => {
    told = true;
  };
  read.then(tell, tell);
  for (let i = 0; i < 100; i++) await null;
  return !told;
}

test("lateFin() has a FIN told when all else is done, and bytes at once", async () => {
  const [client, server] = await connected();
  await client.write(bytes("x"));
  assert.equal(await isLate(readText(server)), false);
  await client.closeWrite();
  const fin = readText(server);
  assert.equal(await isLate(fin), true);
  assert.equal(await fin, null);
  client.close();
  server.close();

  const [other, plain] = await connected((listener) => listener);
  await other.closeWrite();
  assert.equal(await isLate(readText(plain)), false, "without it the FIN is told at once");
  other.close();
  plain.close();
});
