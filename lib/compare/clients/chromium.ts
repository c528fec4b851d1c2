/** Chromium, without a window. @module */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Presence, presenceOf } from "../presence.ts";
import { askProgram, type ClientTarget, scriptCommand } from "./client_target.ts";

const names = ["chromium", "chromium-browser", "google-chrome"] as const;
const install = "apt install chromium";

/** Where its profiles are; made when it is first asked, and gone with this process. */
let profiles: string | null = null;
/** How many were made. */
let made = 0;

export const chromium: ClientTarget = {
  id: "chromium",
  title: "Chromium",
  presence: async () => (await find()).presence,
  async ask(asking) {
    const { program } = await find();
    const { program: node, args } = scriptCommand("node", "chromium");
    const profile = profileFolder();
    try {
      return await askProgram({ program: node, args: [...args, program, profile] }, asking);
    } finally {
      remove(profile);
    }
  },
};

/** A folder that is there. By the time that it is removed, the processes that write into it have been killed. */
function profileFolder(): string {
  if (profiles === null) {
    const folder = mkdtempSync(join(tmpdir(), "eoflab-chromium-"));
    process.once("exit", () => remove(folder));
    profiles = folder;
  }
  const profile = join(profiles, String(++made));
  mkdirSync(profile);
  return profile;
}

/** Killed, they may still be there for a moment. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

/** The first of its names that is here. */
async function find(): Promise<{ program: string; presence: Presence }> {
  for (const program of names) {
    const presence = await presenceOf({ program, args: ["--version"], install });
    if (presence.present) return { program, presence };
  }
  return { program: names[0], presence: { present: false, install } };
}
