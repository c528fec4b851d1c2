/**
 * The servers that are compared, in the order of the tables.
 *
 * @module
 */

import { nodeHttpOnBun } from "./bun_node_http.ts";
import { bunServe } from "./bun_serve.ts";
import { nodeHttpOnDeno } from "./deno_node_http.ts";
import { denoServe } from "./deno_serve.ts";
import { eoflabBun } from "./eoflab_bun.ts";
import { eoflabDeno } from "./eoflab_deno.ts";
import { eoflabDenoNode } from "./eoflab_deno_node.ts";
import { eoflabNode } from "./eoflab_node.ts";
import { go } from "./go.ts";
import { nodeHttpOnNode } from "./node_http.ts";
import type { ServerTarget } from "./server_target.ts";

export type { Nearest, ServerTarget } from "./server_target.ts";

export const servers: readonly ServerTarget[] = [
  go,
  eoflabNode,
  eoflabDeno,
  eoflabDenoNode,
  eoflabBun,
  nodeHttpOnNode,
  nodeHttpOnDeno,
  nodeHttpOnBun,
  denoServe,
  bunServe,
];
