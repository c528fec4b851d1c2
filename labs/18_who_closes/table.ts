/**
 * After which exchange the connection is still there: what `eoflab run` puts side by side for lab 18.
 *
 * @module
 */

import type { Table } from "../../lib/lab/table.ts";
import { framing, kept, said } from "./seen.ts";

/** HTTP/1.1, where nobody says anything, and the server can count the answer. */
const plain = {
  version: "1.1",
  asks: "nothing",
  handler: "nothing",
  method: "GET",
  status: "200",
  size: 200,
  keepAlives: true,
};

/** HTTP/1.0, where keep-alive is asked for. */
const old = { ...plain, version: "1.0", asks: "keep-alive" };

/** Each row's title, and its knobs. */
export const rows = [
  { title: "1.1, and nobody says anything", set: plain },
  { title: "1.1, a long answer: chunked", set: { ...plain, size: 5_000 } },
  { title: "1.1, Connection: close in the request", set: { ...plain, asks: "close" } },
  { title: "1.1, Connection: close from the handler", set: { ...plain, handler: "close" } },
  { title: "1.1, keep-alive asked for, as if it were needed", set: { ...plain, asks: "keep-alive" } },
  {
    title: "1.1, asked for, and the handler says close",
    set: { ...plain, asks: "keep-alive", handler: "close" },
  },
  {
    title: "1.1, close asked for, the handler says keep-alive",
    set: { ...plain, asks: "close", handler: "keep-alive" },
  },
  { title: "1.1, status 404", set: { ...plain, status: "404" } },
  { title: "1.1, status 500", set: { ...plain, status: "500" } },
  { title: "1.1, status 204", set: { ...plain, status: "204" } },
  { title: "1.1, status 304", set: { ...plain, status: "304" } },
  { title: "1.1, HEAD", set: { ...plain, method: "HEAD" } },
  { title: "1.1, a server that keeps none", set: { ...plain, keepAlives: false } },
  { title: "1.0, and nobody says anything", set: { ...old, asks: "nothing" } },
  { title: "1.0, keep-alive asked for", set: old },
  { title: "1.0, asked for, a long answer", set: { ...old, size: 5_000 } },
  { title: "1.0, asked for, and the handler says close", set: { ...old, handler: "close" } },
  {
    title: "1.0, the handler alone says keep-alive",
    set: { ...old, asks: "nothing", handler: "keep-alive" },
  },
  { title: "1.0, asked for, HEAD", set: { ...old, method: "HEAD" } },
  { title: "1.0, asked for, status 204", set: { ...old, status: "204" } },
  { title: "1.0, asked for, a server that keeps none", set: { ...old, keepAlives: false } },
] as const;

export const table: Table = {
  caption: "Is the connection there for a second request?",
  rows,
  columns: () => ["Connection in the answer", "the body ends with", "a second request"],
  cells: (rec) => [said(rec) ?? "-", framing(rec), kept(rec) ? "answered" : "closed"],
};
