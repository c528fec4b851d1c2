/**
 * Where the progress is kept.
 *
 * @module
 */

import { join } from "node:path";

/**
 * The file in the user's state folder: XDG's (`~/.local/state`), `~/Library/Application Support` on macOS,
 * `%LOCALAPPDATA%` on Windows; `null` where the environment names none.
 */
export function placeOfProgress(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const { XDG_STATE_HOME, HOME, LOCALAPPDATA } = env;
  const inFolder = (...parts: string[]): string => join(...parts, "eoflab", "progress.json");
  // XDG: a path that is not absolute is to be ignored.
  if (XDG_STATE_HOME?.startsWith("/")) return inFolder(XDG_STATE_HOME);
  if (platform === "win32") return LOCALAPPDATA ? inFolder(LOCALAPPDATA) : null;
  if (!HOME) return null;
  return platform === "darwin"
    ? inFolder(HOME, "Library", "Application Support")
    : inFolder(HOME, ".local", "state");
}
