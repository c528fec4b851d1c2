/**
 * Messages of any length, in whose parts something quadratic could hide.
 *
 * @module
 */

/** The parts that are made long. */
export const forms = ["request line", "one long field", "many fields", "chunked body"] as const;
export type Form = (typeof forms)[number];

/** How long they are made, in bytes. */
export const lengths: readonly number[] = [1, 4, 16, 64].map((kb) => kb * 1024);

/** A request whose part in question is about so long, in bytes. It is answered with a 200. */
export function message(form: Form, length: number): Uint8Array {
  return new TextEncoder().encode(text(form, length));
}

function text(form: Form, length: number): string {
  if (form === "request line") return `GET /${"a".repeat(length)} HTTP/1.1\r\nHost: a\r\n\r\n`;
  if (form === "one long field") return `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"a".repeat(length)}\r\n\r\n`;
  if (form === "many fields") {
    const fields = Array.from(
      { length: Math.ceil(length / 32) },
      (_, i) => `X-${String(i).padStart(6, "0")}: ${"v".repeat(20)}\r\n`,
    );
    return `GET / HTTP/1.1\r\nHost: a\r\n${fields.join("")}\r\n`;
  }
  const chunks = "10\r\n0123456789abcdef\r\n".repeat(Math.ceil(length / 22));
  return `POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}
