/**
 * Lets Node load the user's TypeScript, also where Node itself does not. And `eoflab` is this eoflab, wherever the
 * file is.
 *
 * Node loads this module in a thread of its own (module.register).
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { ownModules } from "./own_modules.ts";
import { withoutTypes } from "./typescript.ts";

export const resolve: ResolveHook = (specifier, context, next) => {
  const own = ownModules[specifier];
  return own === undefined ? next(specifier, context) : { url: own.href, shortCircuit: true };
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:") || !new URL(url).pathname.endsWith(".ts")) return next(url, context);
  const file = fileURLToPath(url);
  const source = withoutTypes(await readFile(file, "utf8"), file);
  return { format: "module", source, shortCircuit: true };
};
