/**
 * The clients that are compared, in the order of the tables.
 *
 * @module
 */

import { chromium } from "./chromium.ts";
import type { ClientTarget } from "./client_target.ts";
import { curl } from "./curl.ts";
import { eoflabClient } from "./eoflab.ts";
import { fetchBun } from "./fetch_bun.ts";
import { fetchDeno } from "./fetch_deno.ts";
import { fetchNode } from "./fetch_node.ts";
import { goClient } from "./go.ts";
import { nodeHttpClient } from "./node_http.ts";
import { python } from "./python.ts";
import { rawClient } from "./raw.ts";

export type { Asking, ClientTarget, Said } from "./client_target.ts";

export const clients: readonly ClientTarget[] = [
  goClient,
  eoflabClient,
  rawClient,
  fetchNode,
  fetchDeno,
  fetchBun,
  nodeHttpClient,
  curl,
  python,
  chromium,
];
