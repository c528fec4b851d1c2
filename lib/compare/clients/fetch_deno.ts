/** fetch on Deno. @module */

import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

export const fetchDeno: ClientTarget = {
  id: "fetch-deno",
  title: "fetch on Deno",
  presence: () => runtimePresence("deno"),
  ask: async (asking) => askProgram(scriptCommand("deno", "fetch"), asking),
};
