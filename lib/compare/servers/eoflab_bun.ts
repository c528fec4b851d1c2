/** eoflab's server on Bun, on Bun's node:net. @module */

import { allOfGo, type ServerTarget } from "./server_target.ts";

export const eoflabBun: ServerTarget = {
  id: "eoflab-bun",
  title: "eoflab on Bun",
  runtime: "bun",
  transport: "node",
  nearest: allOfGo,
};
