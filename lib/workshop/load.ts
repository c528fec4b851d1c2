/**
 * Loads the user's file into this process, on whichever runtime it is.
 *
 * On Deno the names are in the import map that the process was started with.
 *
 * @module
 */

import { register } from "node:module";
import { runtime } from "../net/platform.ts";
import { ownModules } from "./own_modules.ts";

/** What Bun has for plugins, as far as it is used. */
interface BunPlugin {
  plugin(plugin: {
    name: string;
    setup(build: {
      module(name: string, load: () => Promise<{ exports: unknown; loader: "object" }>): void;
    }): void;
  }): void;
}

/** Imports a file whose own imports of `eoflab` are those of this process. */
export async function loadFile(url: string): Promise<unknown> {
  const { name } = runtime();
  if (name === "Node") register(new URL(`./node_hooks${extension}`, import.meta.url));
  if (name === "Bun") registerInBun((globalThis as unknown as { Bun: BunPlugin }).Bun);
  return await import(url);
}

const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));

function registerInBun(bun: BunPlugin): void {
  bun.plugin({
    name: "eoflab",
    setup(build) {
      for (const [name, url] of Object.entries(ownModules)) {
        build.module(name, async () => ({ exports: await import(url.href), loader: "object" }));
      }
    },
  });
}
