/** fetch on Bun. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const fetchBun: ClientTarget = scriptClient(
  { id: "fetch-bun", title: "fetch on Bun" },
  { runtime: "bun", name: "fetch" },
);
