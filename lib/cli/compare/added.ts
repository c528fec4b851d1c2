/**
 * Further runtimes, by `--runtime node=/path/to/node`: each server and each client of that runtime once more.
 *
 * @module
 */

import { scriptClient } from "../../compare/clients/client_target.ts";
import { type ClientTarget, clients } from "../../compare/clients/mod.ts";
import { type ServerTarget, servers } from "../../compare/servers/mod.ts";
import { type RuntimeName, runtimeNames } from "../../workshop/runtimes.ts";
import { UsageError } from "../exit.ts";
import { nearest } from "../nearest.ts";

/** Another program of a runtime. */
export interface OtherRuntime {
  readonly name: RuntimeName;
  readonly program: string;
  /** What stands behind the ids and the titles of what runs on it. */
  readonly mark: string;
}

/** @throws UsageError for what is not a runtime and a path */
export function otherRuntimes(written: readonly string[]): OtherRuntime[] {
  return written.map((text, i) => {
    const [, name = "", program = ""] = /^([^=]*)=(.+)$/.exec(text) ?? [];
    const found = runtimeNames.find((one) => one === name);
    if (found !== undefined) return { name: found, program, mark: `@${i + 1}` };
    const meant = nearest(name, runtimeNames);
    const hint = meant === undefined ? "" : `did you mean ${meant}=${program}? `;
    throw new UsageError(`--runtime ${text}: ${hint}want node=/path, deno=/path or bun=/path`);
  });
}

/** The servers on them. */
export function addedServers(others: readonly OtherRuntime[]): ServerTarget[] {
  return others.flatMap(({ name, program, mark }) =>
    servers
      .filter(({ runtime }) => runtime === name)
      .map((server) => ({
        ...server,
        id: server.id + mark,
        title: `${server.title} ${mark}`,
        other: { program, id: server.id },
      })),
  );
}

/** The clients on them. */
export function addedClients(others: readonly OtherRuntime[]): ClientTarget[] {
  return others.flatMap(({ name, program, mark }) =>
    clients.flatMap(({ id, title, script }) =>
      script?.runtime === name
        ? [scriptClient({ id: id + mark, title: `${title} ${mark}` }, script, program)]
        : [],
    ),
  );
}
