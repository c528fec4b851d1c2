/** fetch on Deno. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const fetchDeno: ClientTarget = scriptClient(
  { id: "fetch-deno", title: "fetch on Deno" },
  { runtime: "deno", name: "fetch" },
);
