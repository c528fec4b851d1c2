/** Go's http.Get. @module */

import { goProgram } from "../go_program.ts";
import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget } from "./client_target.ts";

export const goClient: ClientTarget = {
  id: "go",
  title: "Go's http.Get",
  presence: () => runtimePresence("go"),
  async ask(asking) {
    const program = await goProgram("lib/compare/clients/go_client", asking.signal);
    return askProgram({ program, args: [] }, asking);
  },
};
