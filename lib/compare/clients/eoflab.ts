/** eoflab's Go-like client. @module */

import { type ClientTarget, scriptClient } from "./client_target.ts";

export const eoflabClient: ClientTarget = scriptClient(
  { id: "eoflab", title: "eoflab's Go-like client on Node" },
  { runtime: "node", name: "eoflab" },
);
