/** Python's urllib. @module */

import { join } from "node:path";
import { projectFolder } from "../../workshop/sources.ts";
import { presenceOf } from "../presence.ts";
import { askProgram, type ClientTarget } from "./client_target.ts";

const program = "python3";
const script = join(projectFolder, "lib/compare/clients/programs/python_client.py");

export const python: ClientTarget = {
  id: "python",
  title: "Python's urllib",
  presence: () => presenceOf({ program, args: ["--version"], install: "apt install python3" }),
  ask: (asking) => askProgram({ program, args: [script] }, asking),
};
