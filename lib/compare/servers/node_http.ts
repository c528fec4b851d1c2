/** node:http on Node. @module */

import { nodeHttp, type ServerTarget } from "./server_target.ts";

export const nodeHttpOnNode: ServerTarget = {
  id: "node-http",
  title: "node:http on Node",
  runtime: "node",
  nearest: nodeHttp,
  load: async () => (await import("../adapters/node_http.ts")).NodeHttpServer,
};
