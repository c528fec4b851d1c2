/** Deno.serve. @module */

import type { ServerTarget } from "./server_target.ts";

export const denoServe: ServerTarget = {
  id: "deno-serve",
  title: "Deno.serve",
  runtime: "deno",
  nearest: {
    readHeaderTimeout: null,
    readTimeout: null,
    writeTimeout: null,
    idleTimeout: null,
    maxHeaderBytes: null,
  },
  printsLog: true,
  load: async () => (await import("../adapters/deno_serve.ts")).DenoServeServer,
};
