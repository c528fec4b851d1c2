/** eoflab's server on Node, on node:net. @module */

import { allOfGo, type ServerTarget } from "./server_target.ts";

export const eoflabNode: ServerTarget = {
  id: "eoflab-node",
  title: "eoflab on Node",
  runtime: "node",
  transport: "node",
  nearest: allOfGo,
};
