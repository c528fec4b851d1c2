/** eoflab's server on Deno, on Deno's node:net. @module */

import { allOfGo, type ServerTarget } from "./server_target.ts";

export const eoflabDenoNode: ServerTarget = {
  id: "eoflab-deno-node",
  title: "eoflab on Deno (node:net)",
  runtime: "deno",
  transport: "node",
  nearest: allOfGo,
};
