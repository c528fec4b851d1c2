/** The byte-level client. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const rawClient: ClientTarget = scriptClient(
  { id: "raw", title: "the byte-level client on Node" },
  { runtime: "node", name: "raw" },
);
