/**
 * A request that is not answered, between a runtime's own server and its own fetch: for whoever captures what their kernels
 * do meanwhile. It prints the port, and asks when it has read something. It ends when it is killed.
 */

import process from "node:process";
import { serveOwn } from "../../lib/own/own_server.ts";

const { addr } = await serveOwn(() => new Promise(() => {}));
process.stdout.write(`${addr.port}\n`);
process.stdin.once("data", () => {
  fetch(`http://127.0.0.1:${addr.port}/`).catch(() => {});
});
