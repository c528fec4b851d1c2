import assert from "node:assert/strict";
import { test } from "tap";
import type { Conn } from "../../lib/net/conn.ts";
import { network } from "../../lib/net/platform.ts";
import { Capture } from "../../lib/wire/capture.ts";
import { packetsIn } from "../../lib/wire/mod.ts";
import { freePorts } from "../../lib/wire/ports.ts";
import { flag } from "../../lib/wire/tcp_segment.ts";
import { cannotCapture } from "../fixtures/capturing.ts";

const skip = cannotCapture();

/** A connection from the first SYN to the last ACK, a byte each way. */
async function talk(port: number): Promise<number> {
  const net = await network();
  const listener = await net.listen({ host: "127.0.0.1", port });
  const [client, server] = await Promise.all([net.dial(listener.addr), listener.accept()]);
  const byte = new Uint8Array(1);
  const say = async (from: Conn, to: Conn): Promise<void> => {
    await from.write(byte);
    await to.read(byte);
  };
  await say(client, server);
  await say(server, client);
  server.close();
  await client.read(byte);
  client.close();
  listener.close();
  return client.localAddr.port;
}

test("Capture has the first SYN and the last ACK of a connection, 50 times in a row", { skip }, async (t) => {
  const net = await network();
  for (let run = 0; run < 50; run++) {
    const [port = 0] = await freePorts(net, 1);
    const capture = await Capture.start([port], net);
    const client = await talk(port);
    const { file, packets, dropped } = await capture.stop([port]);
    const records = (await packetsIn(file)).map(({ tcp }) => tcp ?? assert.fail("no TCP"));
    assert.equal(records.length, packets);
    assert.equal(dropped, 0);
    for (const { sourcePort, destinationPort } of records) {
      assert.deepEqual([sourcePort, destinationPort].sort(), [client, port].sort());
    }
    const flags = records.map((record) => record.flags);
    assert.equal(flags[0], flag.syn);
    assert.equal(flags.at(-1), flag.ack, `run ${run}: ${flags.join()}`);
    assert.equal(flags.filter((f) => f & flag.fin).length, 2);
  }
  t.pass("held");
});
