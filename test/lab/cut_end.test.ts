import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { cutEnd } from "../../lib/lab/cut_end.ts";
import type { Conn } from "../../lib/net/conn.ts";
import { pipeNetwork } from "../../lib/net/pipe.ts";
import { bytes, readText } from "../fixtures/conn_pairs.ts";
import { test } from "../fixtures/harness.ts";

/** What a client reads of what a server writes, where the last `lost` bytes get lost. */
async function arrives(lost: number, writes: readonly string[]): Promise<string> {
  const network = pipeNetwork(new VirtualClock());
  const listener = cutEnd(await network.listen({ host: "127.0.0.1", port: 0 }), lost);
  const [server, client] = await Promise.all([listener.accept(), network.dial(listener.addr)]);
  for (const text of writes) assert.equal(await server.write(bytes(text)), text.length);
  server.close();
  const text = await textOf(client);
  client.close();
  listener.close();
  return text;
}

async function textOf(conn: Conn): Promise<string> {
  let text = "";
  for (let part = await readText(conn); part !== null && part !== ""; part = await readText(conn))
    text += part;
  return text;
}

test("cutEnd() loses the last bytes of one write, of several, and no other", async () => {
  assert.equal(await arrives(0, ["0123456789"]), "0123456789");
  assert.equal(await arrives(3, ["0123456789"]), "0123456");
  assert.equal(await arrives(3, ["01234", "5", "6", "789"]), "0123456");
  assert.equal(await arrives(3, [..."0123456789"]), "0123456");
});

test("cutEnd() loses all where no more was written", async () => {
  assert.equal(await arrives(10, ["0123", "456789"]), "");
  assert.equal(await arrives(99, ["0123456789"]), "");
});
