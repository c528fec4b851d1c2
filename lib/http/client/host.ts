/**
 * Where a URL leads to.
 *
 * @module
 */

import type { Addr } from "../../net/conn.ts";
import type { Url } from "../url.ts";

/** The address of a URL's host, and what tells its connections from others'. */
export function hostOf({ scheme, host }: Url): { key: string; addr: Addr } {
  const [, name = "", port = ""] = /^(.*?)(?::([0-9]*))?$/s.exec(host) ?? [];
  const addr = { host: name.replace(/^\[(.*)\]$/s, "$1"), port: port === "" ? 80 : Number(port) };
  return { key: `${scheme}://${addr.host}:${addr.port}`, addr };
}
