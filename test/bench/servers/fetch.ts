/** Deno.serve and Bun.serve, as the bench runs them: both take a handler of the web platform. */

import { large, piece, pieces, ready, small } from "./handlers.ts";

const plain = { headers: { "Content-Type": "text/plain" } };

async function answer(r: Request): Promise<Response> {
  const path = r.url.slice(r.url.indexOf("/", 8));
  if (path === "/stream") {
    let n = 0;
    const pull = (c: ReadableStreamDefaultController<Uint8Array>): void => {
      if (n++ < pieces) c.enqueue(piece);
      else c.close();
    };
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
  }
  if (r.method === "POST") return await echo(r);
  return new Response(path === "/large" ? large : small, plain);
}

/** The load ends in the middle of a request: Deno would print that the rest of its body cannot be read. */
async function echo(r: Request): Promise<Response> {
  try {
    return new Response(await r.arrayBuffer(), plain);
  } catch {
    return new Response(null, { status: 400 });
  }
}

/** The part of each that is used. */
interface Runtimes {
  readonly Deno?: {
    serve(options: object, handler: (r: Request) => Promise<Response>): unknown;
  };
  readonly Bun?: {
    serve(options: { hostname: string; port: number; fetch: (r: Request) => Promise<Response> }): {
      readonly port: number;
    };
  };
}
const { Deno: deno, Bun: bun } = globalThis as unknown as Runtimes;

if (bun !== undefined) {
  ready(bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer }).port);
} else {
  const onListen = ({ port }: { port: number }): void => ready(port);
  deno?.serve({ hostname: "127.0.0.1", port: 0, onListen }, answer);
}
