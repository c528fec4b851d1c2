/** the byte-level client. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const rawClient: ClientTarget = {
  id: "raw",
  title: "the byte-level client",
  presence: () => runtimePresence("node"),
  ask: async (asking) => askProgram(scriptCommand("node", "raw"), asking),
};
