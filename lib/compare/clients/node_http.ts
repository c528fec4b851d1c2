/** node:http's client. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const nodeHttpClient: ClientTarget = {
  id: "node-http",
  title: "node:http's client",
  presence: () => runtimePresence("node"),
  ask: async (asking) => askProgram(scriptCommand("node", "node_http"), asking),
};
