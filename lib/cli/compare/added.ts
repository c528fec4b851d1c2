/**
 * Further runtimes, by `--runtime node=/path/to/node`: each server of that runtime once more.
 *
 * @module
 */

import { type ServerTarget, servers } from "../../compare/servers/mod.ts";
import { UsageError } from "../exit.ts";

/** @throws UsageError for what is not a runtime and a path */
export function addedServers(written: readonly string[]): ServerTarget[] {
  return written.flatMap((text, i) => {
    const [, name, program] = /^(node|deno|bun)=(.+)$/.exec(text) ?? [];
    if (name === undefined || program === undefined) {
      throw new UsageError(`--runtime ${text}: want node=/path, deno=/path or bun=/path`);
    }
    return servers
      .filter(({ runtime }) => runtime === name)
      .map((server) => ({
        ...server,
        id: `${server.id}@${i + 1}`,
        title: `${server.title} (${program})`,
        other: { program, id: server.id },
      }));
  });
}
