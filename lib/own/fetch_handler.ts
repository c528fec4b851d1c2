/**
 * A handler in the form that Deno.serve and Bun.serve share: a Request comes, a Response goes.
 *
 * @module
 */

import type { OwnHandler } from "./own_server.ts";

/** The part of a fetch Request that is used. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export function fetchHandler(handler: OwnHandler): (r: FetchRequest) => Promise<Response> {
  return async (r) => {
    const path = new URL(r.url).pathname;
    const body = async (): Promise<number | null> => {
      try {
        return (await r.arrayBuffer()).byteLength;
      } catch {
        return null; // each runtime has an error of its own for it
      }
    };
    return new Response(await handler({ method: r.method, path, body }));
  };
}
