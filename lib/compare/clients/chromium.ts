/** Chromium, without a window. @module */

import { type Presence, presenceOf } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

const names = ["chromium", "chromium-browser", "google-chrome"] as const;
const install = "apt install chromium";

export const chromium: ClientTarget = {
  id: "chromium",
  title: "Chromium",
  presence: async () => (await find()).presence,
  async ask(asking) {
    const { program } = await find();
    const { program: node, args } = scriptCommand("node", "chromium");
    return askProgram({ program: node, args: [...args, program] }, asking);
  },
};

/** The first of its names that is here. */
async function find(): Promise<{ program: string; presence: Presence }> {
  for (const program of names) {
    const presence = await presenceOf({ program, args: ["--version"], install });
    if (presence.present) return { program, presence };
  }
  return { program: names[0], presence: { present: false, install } };
}
