/** node:http's client. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const nodeHttpClient: ClientTarget = scriptClient(
  { id: "node-http", title: "node:http's client on Node" },
  { runtime: "node", name: "node_http" },
);
