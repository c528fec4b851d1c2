/**
 * What Wireshark adds to the line of a message for its body, as tshark 4.0 was seen to do.
 *
 * @module
 */

/** What stands in the column of the protocol, and behind the line. */
export interface MediaWords {
  readonly protocol: string;
  readonly text: string;
}

const json: readonly string[] = ["application/json", "application/problem+json", "application/x-ndjson"];
const xml: readonly string[] = ["application/xml", "text/xml", "image/svg+xml", "application/soap+xml"];

/** @param contentType the field of a message that has a body; `undefined` if it has none */
export function mediaWords(contentType: string | undefined): MediaWords {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (json.includes(type)) return { protocol: "HTTP/JSON", text: `, JavaScript Object Notation (${type})` };
  if (xml.includes(type)) return { protocol: "HTTP/XML", text: "" };
  const isShown = type !== "" && type !== "application/octet-stream" && !type.startsWith("multipart/");
  return { protocol: "HTTP", text: isShown ? ` (${type})` : "" };
}
