/**
 * What Wireshark adds to the line of a message for its body, as tshark 4.0 was seen to do.
 *
 * @module
 */

import type { Content } from "./http_body.ts";
import type { HttpHead } from "./http_head.ts";
import { latin1 } from "./latin1.ts";

/** What stands in the column of the protocol, and behind the line. */
export interface MediaWords {
  readonly protocol: string;
  readonly text: string;
}

const none: MediaWords = { protocol: "HTTP", text: "" };

const json: readonly string[] = [
  ...["json", "json-rpc", "jsonrequest", "json-patch+json", "merge-patch+json", "problem+json", "senml+json"],
  ...["x-ndjson"],
].map((type) => `application/${type}`);

const xml: readonly string[] = [
  ...["atom+xml", "mathml+xml", "rdf+xml", "rss+xml", "soap+xml", "xml", "xml-dtd", "xslt+xml"].map(
    (type) => `application/${type}`,
  ),
  ...["image/svg+xml", "message/imdn+xml", "text/vnd.wap.wml", "text/xml"],
];

/** Types of which nothing is said. */
const silent: readonly string[] = ["application/octet-stream", "application/grpc", "application/grpc+proto"];

/** Pictures are named by how they begin. */
const pictures: readonly {
  readonly type: string;
  readonly begins: RegExp;
  /** None is shorter, in bytes. */
  readonly least: number;
  /** `null`: as it begins. */
  readonly name: string | null;
}[] = [
  { type: "image/png", begins: /^\x89PNG\r\n/, least: 33, name: "PNG" },
  { type: "image/gif", begins: /^GIF8[79]a/, least: 13, name: null },
  { type: "image/jpeg", begins: /^\xff\xd8\xff[\xe0\xe1]/, least: 20, name: "JPEG JFIF image" },
];

/** The words for a message's body; none where it has no byte. */
export function mediaWords(head: HttpHead, content: Content): MediaWords {
  if (content.size === 0 || head.type === undefined || !canRead(head, content)) return none;
  if (content.parts !== null) return content.parts.types.reduce(add, none);
  return wordsOf(head.type, content);
}

/** Whether Wireshark sees what the body holds: as it is, or unpacked. */
function canRead({ encoding, transfer }: HttpHead, { start }: Content): boolean {
  if (!/^(identity|chunked[^,]*)?$/.test(transfer)) return false;
  if (/^(x-)?gzip$/.test(encoding)) return start === null || latin1(start).startsWith("\x1f\x8b");
  return ["", "identity", "deflate"].includes(encoding);
}

/** The words of a part behind those of the parts before. */
function add(before: MediaWords, type: string): MediaWords {
  const { protocol, text } = wordsOf(type, null);
  return { protocol: before.protocol + protocol.slice("HTTP".length), text: before.text + text };
}

/** @param content what is of this type; `null` where that is not known */
function wordsOf(contentType: string, content: Content | null): MediaWords {
  const type = (/^[^; \t\n\f\r\0]*/.exec(contentType)?.[0] ?? "").replace(/[A-Z]/g, (a) => a.toLowerCase());
  if (json.includes(type)) return { protocol: "HTTP/JSON", text: `, JavaScript Object Notation (${type})` };
  if (xml.includes(type)) return { protocol: "HTTP/XML", text: "" };
  if (silent.includes(type) || type.startsWith("multipart/")) return none;
  for (const { type: picture, begins, least, name } of pictures) {
    if (picture !== type || content === null || content.start === null || content.size < least) continue;
    const found = begins.exec(latin1(content.start))?.[0];
    if (found !== undefined) return { protocol: "HTTP", text: ` (${name ?? found})` };
  }
  return { protocol: "HTTP", text: ` (${type})` };
}
