/**
 * A client of one's own, as one finds it: it puts the chunks together, and takes the end of the connection for the end
 * of the answer.
 *
 * @module
 */

/** What it makes of all bytes that came: the status, and the body. Each character is a byte. */
export function carelessly(received: string): { status: number | null; body: string } {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  let chunks = rest.join("\r\n\r\n");
  let body = "";
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/.exec(chunks);
    if (size === null) return { status: status === undefined ? null : Number(status), body };
    const begin = size[0].length;
    const end = begin + Number.parseInt(size[1] ?? "0", 16);
    body += chunks.slice(begin, end);
    chunks = chunks.slice(end + "\r\n".length);
  }
}
