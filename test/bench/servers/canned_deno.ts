/** The limit on Deno: the same bytes for each request, on Deno.listen. */

import { ready } from "./handlers.ts";

interface DenoConn {
  read(p: Uint8Array): Promise<number | null>;
  write(p: Uint8Array): Promise<number>;
  setNoDelay(): void;
  close(): void;
}
interface DenoListener extends AsyncIterable<DenoConn> {
  readonly addr: { readonly port: number };
}
const { listen } = (
  globalThis as unknown as {
    Deno: { listen(options: { hostname: string; port: number }): DenoListener };
  }
).Deno;

const answer =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 14\r\n\r\nHello, World!\n";
/** The answers to so many requests at once. */
const answers = Array.from({ length: 65 }, (_, n) => new TextEncoder().encode(answer.repeat(n)));

async function serve(conn: DenoConn): Promise<void> {
  conn.setNoDelay();
  const p = new Uint8Array(65_536);
  for (let got = await conn.read(p); got !== null; got = await conn.read(p)) {
    let n = 0;
    for (let i = 0; i + 3 < got; i++) if (p[i] === 13 && p[i + 2] === 13) n++;
    const bytes = answers[n] ?? new Uint8Array(0);
    for (let at = 0; at < bytes.length; ) at += await conn.write(bytes.subarray(at));
  }
  conn.close();
}

const listener = listen({ hostname: "127.0.0.1", port: 0 });
ready(listener.addr.port);
for await (const conn of listener) serve(conn).catch(() => conn.close());
