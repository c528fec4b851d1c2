/**
 * Lab 15, unread-body: an answer is sent before the upload has been read, and a reset is all that the client gets.
 *
 * Up to 256 KB of it are read and thrown away, so that the connection can go on. With more to come it is closed, and a
 * close with bytes unread is a reset. What saves the answer is a half-close and a wait.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, Server } from "../../lib/mod.ts";
import { AbruptServer } from "./abrupt_server.ts";
import { claims } from "./claims.ts";
import { upload } from "./client.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { lingering } from "./seen.ts";
import { sweep } from "./sweep.ts";
import { piece, unclear } from "./upload.ts";
import { why } from "./why.ts";

const knobs = {
  size: { kind: "bytes", default: 1_000_000, min: 1, max: 2_000_000, help: "the size of the request's body" },
  reads: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 2_000_000,
    help: "how much of it the handler reads before it answers",
  },
  framing: {
    kind: "choice",
    default: "content-length",
    of: ["content-length", "chunked"],
    help: "whether the request says how long its body is",
  },
  linger: {
    kind: "switch",
    default: false,
    help: "whether the server sends FIN and waits before it closes, as Go's does",
  },
  every: {
    kind: "duration",
    default: 150,
    min: 80,
    max: 60_000,
    help: `how long the client waits before each further ${piece} bytes`,
  },
  looks: {
    kind: "duration",
    default: 300,
    min: 0,
    max: 3_600_000,
    help: "how long the client only sends; from then on it looks for an answer before each piece",
  },
  failedSend: {
    kind: "choice",
    default: "give-up",
    of: ["give-up", "read"],
    help: "what the client does when it cannot send: it gives up, or it reads what there is",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, whose handler does not wait for the whole upload, and a client that sends it bit by bit. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { size, reads, linger } = stage.knobs;

  const refuse: Handler = async (w, r) => {
    const p = new Uint8Array(32 << 10);
    for (let left = reads; left > 0; ) {
      const n = await r.body.read(p.subarray(0, Math.min(left, p.length)));
      if (n === null) break;
      left -= n;
    }
    if (reads < size) w.writeHeader(413);
    await w.write(reads < size ? "too large\n" : "thank you\n");
  };
  const url = await stage.serve(0, { handler: refuse }, { Served: linger ? Server : AbruptServer });

  const gone = stage.saw("server.state", ({ state }) => state === "closed");
  await upload(stage, url);
  await Promise.race([gone, stage.saw("server.linger")]);
  await stage.pass(lingering);
  await gone;
}

/** An answer that a reset takes away. */
export const unreadBody = defineLab({
  id: "unread-body",
  number: 15,
  part: 3,
  title: "the upload is answered before it is read, and the client sees a reset",
  symptom:
    "the server logs 413 (or 401, or a redirect) for a large upload, and the client never sees it: connection reset by peer, broken pipe, EPIPE",
  searchedAs: [
    "connection reset by peer",
    "write: broken pipe",
    "upload answered, client sees connection reset",
    "413 request entity too large never arrives",
    "curl: (55) send failure: broken pipe",
    "write EPIPE",
    "read ECONNRESET",
    "lingering_close",
  ],
  incident: {
    id: "nodejs/node#54366",
    url: "https://github.com/nodejs/node/issues/54366",
    what: "A proxy refuses a large POST with 401 and Connection: close before it has read it; Node's http client reports EPIPE, and the 401 is nowhere.",
  },
  prevent: {
    go: "net/http's server half-closes and waits 500 ms by itself; it has no setting for that. Read a body to its end before answering, or limit it with http.MaxBytesReader, and let clients of large uploads send Expect: 100-continue.",
    node: "node:http reads on after the answer and throws away what comes, without a limit: keep that (don't destroy the request or its socket), and bound it with server.requestTimeout.",
    deno: "Deno.serve answers with Connection: close and reads on by itself, without a setting; on Deno.listen, whose close sends FIN and then RST, shut the sending side with closeWrite() and read on before close().",
  },
  knobs,
  presets: { demo: { every: 90, looks: 180 } },
  conflict: (values) => {
    const { linger, every } = values;
    if (linger && lingering % every === 0)
      return `a piece would leave just when the server's wait of ${lingering}ms is over: take an \`every\` that does not divide it`;
    return unclear(values, values.reads);
  },
  runTime: ({ size, every }) => Math.ceil(size / piece) * every + lingering,
  scenario,
  notes,
  questions,
  claims,
  why,
  sweep,
  next: [
    { args: "run unread-body --set linger=on", shows: "the same server with Go's half-close and wait" },
    {
      args: "run unread-body --set linger=on --set looks=1s",
      shows: "a client that looks only when the wait is over",
    },
    { args: "run unread-body --set size=262143", shows: "a byte below 256 KB: all of it is read first" },
    {
      args: "run unread-body --set failedSend=read",
      shows: "a client that reads after its send has failed",
    },
    {
      args: "run unread-body --set size=262144 --set framing=chunked",
      shows: "256 KB to the byte, and nobody has said how many it will be",
    },
  ],
});
