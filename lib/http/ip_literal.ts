/**
 * IP addresses, as far as a host in brackets needs them (RFC 3986 §3.2.2, Go's netip.ParseAddr).
 *
 * @module
 */

/** Whether a text is an IPv6 address, with or without a zone behind `%`. */
export function isIpv6(text: string): boolean {
  const percent = text.indexOf("%");
  if (percent !== -1 && percent === text.length - 1) return false;
  const address = percent === -1 ? text : text.slice(0, percent);
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map(countGroups);
  if (groups.includes(-1)) return false;
  // An IPv4 address stands for the last two groups, and for nothing else.
  if (halves.length === 2 && halves[0]?.includes(".")) return false;
  const total = groups.reduce((sum, n) => sum + n, 0);
  return halves.length === 2 ? total < 8 : total === 8;
}

/** How many groups of 16 bits a part without `::` has; -1 if it is malformed. */
function countGroups(part: string): number {
  if (part === "") return 0;
  const groups = part.split(":");
  const last = groups.at(-1) ?? "";
  const hasIpv4 = last.includes(".");
  if (hasIpv4 && !isIpv4(last)) return -1;
  const plain = hasIpv4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return -1;
  return plain.length + (hasIpv4 ? 2 : 0);
}

/** Whether a text is an IPv4 address: four numbers up to 255, without leading zeros. */
export function isIpv4(text: string): boolean {
  const fields = text.split(".");
  return (
    fields.length === 4 &&
    fields.every((field) => /^(?:0|[1-9][0-9]{0,2})$/.test(field) && Number(field) < 256)
  );
}
