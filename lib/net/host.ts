/**
 * Hosts, as the runtimes take and give them.
 *
 * @module
 */

/**
 * The host to give to a runtime. `localhost` is 127.0.0.1 here on every machine: nobody is asked, and Deno needs
 * no permission for a name. No host means every address, as in Go.
 */
export function wellKnownHost(host: string): string {
  if (host === "localhost") return "127.0.0.1";
  return host === "" ? "::" : host;
}

/** The host that a runtime gave, as Go prints it: an IPv4 address in IPv6 clothes is an IPv4 address. */
export function plainHost(host: string | undefined): string {
  return host?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
}
