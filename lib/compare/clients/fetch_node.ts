/** fetch on Node. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const fetchNode: ClientTarget = {
  id: "fetch-node",
  title: "fetch on Node",
  presence: () => runtimePresence("node"),
  ask: async (asking) => askProgram(scriptCommand("node", "fetch"), asking),
};
