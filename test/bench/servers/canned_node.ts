/** The limit: the same bytes for each request, read by nobody, on raw node:net. */

import net from "node:net";
import { ready } from "./handlers.ts";

const answer =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 14\r\n\r\nHello, World!\n";

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Uint8Array) => {
    // wrk's requests arrive whole, so that each end of a header is one request.
    let n = 0;
    for (let i = 0; i + 3 < chunk.length; i++) if (chunk[i] === 13 && chunk[i + 2] === 13) n++;
    socket.write(n === 1 ? answer : answer.repeat(n), "latin1");
  });
});
server.listen(0, "127.0.0.1", 4096, () => ready((server.address() as net.AddressInfo).port));
