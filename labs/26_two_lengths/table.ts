/**
 * Who sees how many requests in each of lab 26's requests: what `eoflab run` puts side by side.
 *
 * @module
 */

import type { Table } from "../../lib/lab/table.ts";
import { inGo, version } from "./in_go.ts";
import { type RequestName, requestNames } from "./requests.ts";
import { inShort, ours, own, ownName, seenOn } from "./seen.ts";

export const table: Table = {
  caption: "How many requests each server sees, or with what it refuses",
  rows: requestNames.map((request) => ({ title: request, set: { request } })),
  columns: (rec) => ["eoflab", ownName(rec), `${version}, recorded`],
  cells: (rec) => {
    const go = inGo(rec.header.knobs.request as RequestName);
    return [
      inShort(seenOn(rec, ours)),
      inShort(seenOn(rec, own)),
      go === undefined ? "not recorded" : inShort(go),
    ];
  },
};
