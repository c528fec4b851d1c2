/**
 * IP addresses, as far as a host in brackets needs them (RFC 3986 §3.2.2, RFC 4291 §2.2), with what Go's
 * netip.ParseAddr says of what is none.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { quote } from "../quote.ts";

/**
 * Which kind of address a text is. One of IPv6 may have a zone behind a `%`.
 *
 * @throws EoflabError BAD_ADDRESS, with Go's words
 */
export function ipVersion(text: string): 4 | 6 {
  const refuse: Refuse = (why, rest) => {
    const where = rest === undefined ? "" : ` (at ${quote(rest)})`;
    throw new EoflabError("BAD_ADDRESS", `ParseAddr(${quote(text)}): ${why}${where}`);
  };
  switch (/[.:%]/.exec(text)?.[0]) {
    case ".":
      checkIpv4(text, refuse);
      return 4;
    case ":":
      checkIpv6(text, refuse);
      return 6;
    case "%":
      return refuse("missing IPv6 address");
    default:
      return refuse("unable to parse IP");
  }
}

/** Says what is wrong with an address, and where: with all that is left of it from there. */
type Refuse = (why: string, rest?: string) => never;

/** Four numbers up to 255, without leading zeros. */
function checkIpv4(text: string, refuse: Refuse): void {
  const fields = text.split(".");
  let at = 0;
  for (const [i, field] of fields.entries()) {
    const digits = /^[0-9]*/.exec(field)?.[0] ?? "";
    if (digits.startsWith("0") && digits.length > 1) refuse("IPv4 field has octet with leading zero");
    if (digits.length > 3 || Number(digits) > 255) refuse("IPv4 field has value >255");
    if (digits !== field) refuse("unexpected character", text.slice(at + digits.length));
    const dot = at + field.length;
    if (dot < text.length && (field === "" || dot === text.length - 1)) {
      refuse("IPv4 field must have at least one digit", text.slice(dot));
    }
    if (dot < text.length && i === 3) refuse("IPv4 address too long");
    at = dot + 1;
  }
  if (fields.length < 4) refuse("IPv4 address too short");
}

/** Eight groups of 16 bits; `::` stands for one or more that are 0, an IPv4 address for the last two. */
function checkIpv6(text: string, refuse: Refuse): void {
  const percent = text.indexOf("%");
  if (percent !== -1 && percent === text.length - 1) refuse("zone must be a non-empty string");
  const address = percent === -1 ? text : text.slice(0, percent);

  let hasGap = address.startsWith("::");
  let rest = hasGap ? address.slice(2) : address;
  if (rest === "") return;
  let groups = 0;
  while (groups < 8) {
    const digits = /^[0-9a-fA-F]{0,5}/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) refuse("each group must have 4 or less digits", rest);
    if (digits === "") refuse("each colon-separated field must have at least one digit", rest);
    const next = rest.charAt(digits.length);
    if (next === ".") {
      checkIpv4Place(rest, { groups, hasGap }, refuse);
      checkIpv4(rest, refuse);
      groups += 2;
      rest = "";
      break;
    }
    groups++;
    rest = rest.slice(digits.length);
    if (next === "") break;
    if (next !== ":") refuse("unexpected character, want colon", rest);
    if (rest === ":") refuse("colon must be followed by more characters", rest);
    rest = rest.slice(1);
    if (!rest.startsWith(":")) continue;
    if (hasGap) refuse("multiple :: in address", rest);
    hasGap = true;
    rest = rest.slice(1);
    if (rest === "") break;
  }
  if (rest !== "") refuse("trailing garbage after address", rest);
  if (groups < 8 && !hasGap) refuse("address string too short");
  if (groups === 8 && hasGap) refuse("the :: must expand to at least one field of zeros");
}

function checkIpv4Place(
  rest: string,
  { groups, hasGap }: { groups: number; hasGap: boolean },
  refuse: Refuse,
): void {
  if (!hasGap && groups !== 6) {
    refuse("embedded IPv4 address must replace the final 2 fields of the address", rest);
  }
  if (groups > 6) refuse("too many hex fields to fit an embedded IPv4 at the end of the address", rest);
}
