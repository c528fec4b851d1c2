/**
 * Lab 22, length-lies: a Content-Length that is not true.
 *
 * A handler promises more bytes than it writes, or fewer. The server cannot send what is not there, and must not
 * send what was not promised. In either case it can no longer use the connection.
 *
 * @module
 */

import { arrived } from "../../lib/lab/arrived.ts";
import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const knobs = {
  declared: {
    kind: "bytes",
    default: 1500,
    min: 0,
    max: 100_000,
    help: "the Content-Length that the handler sets",
  },
  written: { kind: "bytes", default: 1000, min: 0, max: 100_000, help: "how much the handler writes" },
  pieces: { kind: "integer", default: 2, min: 1, max: 10, help: "in how many writes" },
  flush: { kind: "switch", default: true, help: "whether the handler flushes after its last write" },
  work: {
    kind: "duration",
    default: 5_000,
    min: 0,
    max: 3_600_000,
    help: "how long the handler works after it",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { declared, written, pieces, flush, work } = stage.knobs;
  const body = makeBody("text", written, 1);
  const size = Math.ceil(written / pieces);

  const url = await stage.serve(0, {
    handler: async (w) => {
      w.header.set("Content-Length", String(declared));
      for (let i = 0; i < pieces; i++) await attempt(() => w.write(body.subarray(i * size, (i + 1) * size)));
      if (flush) await attempt(() => new ResponseController(w).flush());
      await stage.sleep(work);
    },
  });

  const client = stage.client();
  const asked = client.get(url);
  if (await allArrived(stage)) await asked;
  await stage.pass(work);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  if (ended.state === "closed") await stage.saw("client.fin");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/**
 * Waits until the handler works on, and the client has read, and understood, what was sent before.
 *
 * @returns whether that is as much as was promised, so that the client has its answer
 */
async function allArrived(stage: Stage<Knobs>): Promise<boolean> {
  let header = 0;
  void stage.saw("chunkWriter.header", (e) => {
    header = e.bytes;
    return true;
  });
  await stage.saw("handler.sleep");
  const sent = await arrived(stage);
  return sent > 0 && sent - header >= stage.knobs.declared;
}

/** The handler goes on after an error, to see what its next call says. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** A length that was promised and not kept. */
export const lengthLies = defineLab({
  id: "length-lies",
  number: 22,
  part: 4,
  title: "a Content-Length that is not true",
  symptom:
    "client: status 200, then unexpected EOF although no time-out passed; server: no error at all, or http: wrote more than the declared Content-Length",
  searchedAs: [
    "http: wrote more than the declared Content-Length",
    "unexpected EOF",
    "net::ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
    "transfer closed with outstanding read data remaining",
    "content-length too large",
  ],
  incident: {
    id: "superseriousbusiness/gotosocial#887",
    url: "https://github.com/superseriousbusiness/gotosocial/issues/887",
    what: "A file server wrote more than the length that it had declared, and its log had recovered panics that said so.",
  },
  prevent: {
    go: "Do not set Content-Length by hand: net/http counts a short answer itself and chunks a long one, and http.ServeContent knows a file's length; and look at the error of each Write, which is http.ErrContentLength for what is too much.",
    node: "Set response.strictContentLength = true (off by default): write and end throw ERR_HTTP_CONTENT_LENGTH_MISMATCH when the count is wrong.",
    deno: "Give Response its body as text or bytes: Deno.serve then puts the true length over whatever the header says. A stream under a wrong Content-Length is not reported (Deno 2.9): the connection is closed, so set none there, and it is chunked.",
  },
  knobs,
  presets: { demo: { work: 500 } },
  runTime: ({ work }) => work,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run length-lies --set declared=1000", shows: "the truth, for once: the connection is kept" },
    {
      args: "run length-lies --set declared=800",
      shows: "less than is written: which write is told, and what is sent of it?",
    },
    {
      args: "run length-lies --set declared=500",
      shows: "the first write is all that was promised: the client sees nothing wrong",
    },
    {
      args: "run length-lies --set declared=500 --set pieces=1",
      shows: "the same bytes in one write: the client gets none of them",
    },
    { args: "run length-lies --set flush=off", shows: "nothing is sent before the handler returns" },
  ],
});
