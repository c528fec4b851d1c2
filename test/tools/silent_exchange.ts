/**
 * Two requests that are not answered: of a runtime's own fetch to a server of bytes, and of a client of bytes to its own HTTP
 * server. For whoever captures what the kernels do meanwhile. It prints both ports, and asks when it has read something. It
 * ends when it is killed.
 */

import net, { type AddressInfo } from "node:net";
import process from "node:process";
import { serveOwn } from "../../lib/own/own_server.ts";

const { addr } = await serveOwn(() => new Promise(() => {}));
const mute = net.createServer((socket) =>
  socket
    .setKeepAlive(false)
    .resume()
    .on("error", () => {}),
);
await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
const mutePort = (mute.address() as AddressInfo).port;
process.stdout.write(`${mutePort} ${addr.port}\n`);
process.stdin.once("data", () => {
  fetch(`http://127.0.0.1:${mutePort}/`).catch(() => {});
  const client = net.connect(addr.port, "127.0.0.1");
  client.on("error", () => {}).resume();
  client.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${addr.port}\r\n\r\n`);
});
