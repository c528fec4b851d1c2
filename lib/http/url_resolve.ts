/**
 * A reference, resolved against the URL that it was found at (RFC 3986 §5.2, Go's (*URL).ResolveReference).
 *
 * @module
 */

import { Url } from "./url.ts";

/** The URL that a reference means. */
export function resolveReference(base: Url, ref: Url): Url {
  const url = Object.assign(new Url(), ref);
  if (ref.scheme === "") url.scheme = base.scheme;
  if (ref.scheme !== "" || ref.host !== "" || ref.user !== null) {
    url.setEscapedPath(withoutDots(ref.escapedPath()));
    return url;
  }
  if (ref.opaque !== "") return Object.assign(url, { user: null, host: "", path: "", rawPath: "" });
  if (ref.path === "" && !ref.forceQuery && ref.rawQuery === "") {
    url.rawQuery = base.rawQuery;
    if (ref.fragment === "") {
      url.fragment = base.fragment;
      url.rawFragment = base.rawFragment;
    }
  }
  url.host = base.host;
  url.user = base.user;
  url.setEscapedPath(withoutDots(joined(base.escapedPath(), ref.escapedPath())));
  return url;
}

/** The path of a reference, from the folder of the base. */
function joined(base: string, ref: string): string {
  if (ref === "") return base;
  return ref.startsWith("/") ? ref : base.slice(0, base.lastIndexOf("/") + 1) + ref;
}

/** A path without `.` and `..`; what leads above the root leads to it (RFC 3986 §5.2.4). */
function withoutDots(path: string): string {
  if (path === "") return "";
  const kept: string[] = [];
  const segments = path.split("/");
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === "." || last === "..") kept.push("");
  const text = kept.join("/");
  return `/${text.startsWith("/") ? text.slice(1) : text}`;
}
