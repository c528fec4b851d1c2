/** fetch on Bun. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const fetchBun: ClientTarget = {
  id: "fetch-bun",
  title: "fetch on Bun",
  presence: () => runtimePresence("bun"),
  ask: async (asking) => askProgram(scriptCommand("bun", "fetch"), asking),
};
