/** eoflab's Go-like client. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const eoflabClient: ClientTarget = {
  id: "eoflab",
  title: "eoflab's Go-like client",
  presence: () => runtimePresence("node"),
  ask: async (asking) => askProgram(scriptCommand("node", "eoflab"), asking),
};
