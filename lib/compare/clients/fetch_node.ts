/** fetch on Node. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const fetchNode: ClientTarget = scriptClient(
  { id: "fetch-node", title: "fetch on Node" },
  { runtime: "node", name: "fetch" },
);
