/** Bun.serve. @module */

import type { ServerTarget } from "./server_target.ts";

export const bunServe: ServerTarget = {
  id: "bun-serve",
  title: "Bun.serve",
  runtime: "bun",
  nearest: {
    readHeaderTimeout: null,
    readTimeout: null,
    writeTimeout: null,
    idleTimeout: "idleTimeout, in whole seconds",
    maxHeaderBytes: null,
  },
  printsLog: true,
  load: async () => (await import("../adapters/bun_serve.ts")).BunServeServer,
};
