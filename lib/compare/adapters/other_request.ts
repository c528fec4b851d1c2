/**
 * A request as another server hands it over, in the form that a lab's handler takes.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { Body } from "../../http/body.ts";
import { Header } from "../../http/header.ts";
import { Request } from "../../http/server/request.ts";
import { parseRequestUri } from "../../http/url.ts";

/** What such a server tells of a request. */
export interface OtherRequest {
  readonly method: string;
  readonly target: string;
  /** `1.1` */
  readonly version: string;
  readonly fields: Iterable<readonly [name: string, value: string]>;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly remoteAddr: string;
}

/** Makes the handler's request. */
export function requestOf({ method, target, version, fields, body, remoteAddr }: OtherRequest): Request {
  const header = new Header();
  for (const [name, value] of fields) header.add(name, value);
  const [major = 1, minor = 1] = version.split(".").map(Number);
  const host = header.get("Host");
  header.delete("Host");
  const chunked = /chunked/i.test(header.get("Transfer-Encoding"));
  const length = header.get("Content-Length");
  return new Request(
    {
      method,
      target,
      url: parseRequestUri(target),
      proto: `HTTP/${version}`,
      protoMajor: major,
      protoMinor: minor,
      host,
      header,
      contentLength: chunked ? -1 : Number(length === "" ? 0 : length),
      transferEncoding: chunked ? ["chunked"] : [],
      trailer: new Header(),
      close: /close/i.test(header.get("Connection")),
      body: bodyOf(body),
    },
    remoteAddr,
  );
}

function bodyOf(chunks: AsyncIterable<Uint8Array> | null): Body {
  const pieces = chunks?.[Symbol.asyncIterator]();
  let rest = new Uint8Array();
  return {
    async read(p) {
      while (rest.length === 0) {
        if (pieces === undefined) return null;
        const next = await pieces.next().catch((cause: unknown) => {
          throw new EoflabError("UNEXPECTED_EOF", String((cause as Error).message ?? cause), { cause });
        });
        if (next.done) return null;
        rest = new Uint8Array(next.value);
      }
      const n = Math.min(p.length, rest.length);
      p.set(rest.subarray(0, n));
      rest = rest.subarray(n);
      return n;
    },
    close: () => Promise.resolve(),
  };
}
