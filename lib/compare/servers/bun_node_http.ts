/** node:http on Bun. @module */

import { nodeHttp, type ServerTarget } from "./server_target.ts";

export const nodeHttpOnBun: ServerTarget = {
  id: "bun-node-http",
  title: "node:http on Bun",
  runtime: "bun",
  nearest: nodeHttp,
  load: async () => (await import("../adapters/node_http.ts")).NodeHttpServer,
};
