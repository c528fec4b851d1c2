/** node:http on Deno. @module */

import { nodeHttp, type ServerTarget } from "./server_target.ts";

export const nodeHttpOnDeno: ServerTarget = {
  id: "deno-node-http",
  title: "node:http on Deno",
  runtime: "deno",
  nearest: nodeHttp,
  load: async () => (await import("../adapters/node_http.ts")).NodeHttpServer,
};
