/** Go's http.Get. @module */

import { goProgram } from "../go_program.ts";
import { runtimePresence } from "../presence.ts";
import { askProgram, type ClientTarget } from "./client_target.ts";

const folder = "lib/compare/clients/go_client";

export const goClient: ClientTarget = {
  id: "go",
  title: "Go's http.Get",
  presence: () => runtimePresence("go"),
  prepare: (signal) => goProgram(folder, signal),
  async ask(asking) {
    const program = await goProgram(folder, asking.signal);
    return askProgram({ program, args: [] }, asking);
  },
};
