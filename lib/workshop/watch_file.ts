/**
 * Notices that a file was saved, in whichever way an editor does it: written over, replaced, deleted and made again.
 *
 * @module
 */

import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { systemClock, type Timer } from "../clock.ts";

/** How a file is watched. */
export interface WatchOptions {
  /** Looks again and again, where the system tells nothing (a network's folder, a container's). */
  readonly poll: boolean;
  /** Called with the text when it is another one, and with `null` when the file is gone. */
  readonly changed: (text: string | null) => void;
  /** Called when the system does not tell of changes any more. */
  readonly failed: (err: Error) => void;
}

/** An editor writes a file in several steps; it is looked at when there was none for so long, in ms. */
const calm = 60;

/** How often it is looked at where the system tells nothing, in ms. */
const pollInterval = 250;

/**
 * Watches a file.
 *
 * @returns ends it
 */
export function watchFile(file: string, { poll, changed, failed }: WatchOptions): () => void {
  let known = textOf(file);
  const look = (): void => {
    const text = textOf(file);
    if (text === known) return;
    known = text;
    changed(text);
  };
  return poll ? pollEvery(look) : listen(file, look, failed);
}

function pollEvery(look: () => void): () => void {
  let timer: Timer;
  const again = (): void => {
    look();
    timer = systemClock.after(pollInterval, again);
  };
  timer = systemClock.after(pollInterval, again);
  return () => timer.cancel();
}

/** Listens to the folder: what replaces a file is another file. */
function listen(file: string, look: () => void, failed: (err: Error) => void): () => void {
  let timer: Timer | null = null;
  const name = basename(file);
  const watcher = watch(dirname(file), (_what, which) => {
    if (which !== null && basename(which) !== name) return;
    timer?.cancel();
    timer = systemClock.after(calm, look);
  });
  watcher.on("error", failed);
  return () => {
    timer?.cancel();
    watcher.close();
  };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
