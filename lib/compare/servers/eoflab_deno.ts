/** eoflab's server on Deno, on Deno.listen. @module */

import { allOfGo, type ServerTarget } from "./server_target.ts";

export const eoflabDeno: ServerTarget = {
  id: "eoflab-deno",
  title: "eoflab on Deno",
  runtime: "deno",
  transport: "deno",
  nearest: allOfGo,
};
