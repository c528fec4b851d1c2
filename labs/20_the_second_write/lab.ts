/**
 * Lab 20, the-second-write: the client has gone, and the first write to it succeeds.
 *
 * A closed connection looks to the kernel like a client that has no more to say. Only the answer to the first write,
 * an RST, tells that nobody is there; the write after that one fails.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { loopbackDelivers } from "../../lib/lab/loopback.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type EventName, type RawClient, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

/** What a client sends that uploads: more than the server would read on its own, so that it reads none of it. */
const uploadLength = 1_000_000;
const get = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
const upload = `POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: ${uploadLength}\r\n\r\n`;

/** How long a server lets a client read the answer that has left a body unread, in ms (Go's rstAvoidanceDelay). */
const lingering = 500;

const knobs = {
  end: {
    kind: "choice",
    default: "fin",
    of: ["fin", "rst"],
    help: "how the client goes: it closes its connection (FIN), or cuts it (RST)",
  },
  gets: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 5,
    help: "how many pieces the client reads before it goes",
  },
  watched: {
    kind: "switch",
    default: true,
    help: "whether the server reads ahead while the handler works; off: the request has a body that nobody reads",
  },
  looks: {
    kind: "switch",
    default: false,
    help: "whether the handler looks at r.signal before each piece, and stops when it is aborted",
  },
  pieces: { kind: "integer", default: 3, min: 1, max: 5, help: "how many pieces the handler writes" },
  size: { kind: "bytes", default: 100, min: 1, max: 1_500, help: "the size of a piece" },
  every: {
    kind: "duration",
    default: 1_000,
    min: 1,
    max: 3_600_000,
    help: "how long the handler works before each piece",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server with a handler that streams, and a client that goes away. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { gets, watched, looks, pieces, size, every } = stage.knobs;
  const piece = makeBody("text", size, 1);

  const url = await stage.serve(0, {
    handler: async (w, r) => {
      for (let i = 0; i < pieces; i++) {
        await stage.sleep(every);
        if (looks && r.signal.aborted) return;
        await attempt(() => w.write(piece));
        await attempt(() => new ResponseController(w).flush());
      }
    },
  });

  const client = await stage.dial(url);
  await client.send(watched ? get : upload);
  let seen = 0;
  const next = async (name: EventName): Promise<void> => {
    seen = (await stage.saw(name, (e) => e.seq > seen)).seq;
  };
  let returned = false;
  const over = stage.saw("handler.return").then(() => {
    returned = true;
  });
  for (let i = 0; i < pieces; i++) {
    await next("handler.sleep");
    if (i === gets) await goes(stage, client);
    await stage.pass(every);
    await Promise.race([next("handler.flushed"), over]);
    if (returned && looks) break;
    if (i < gets) await client.receive();
    // Nobody is told that an RST has come for a piece. It must be there before the next piece is.
    await loopbackDelivers(stage.network);
  }
  // A server that has not read a body waits before it closes, so that its answer can be read.
  if (!watched) {
    await stage.saw("rwc.closeWrite");
    await stage.pass(lingering);
  }
  await stage.saw("server.state", (e) => e.state === "closed");
}

/** The client goes. When this resolves, the server's socket has what the client's kernel sends for it. */
async function goes(stage: Stage<Knobs>, client: RawClient): Promise<void> {
  if (stage.knobs.end === "rst") client.conn.reset();
  else client.close();
  if (stage.knobs.watched) await stage.saw("handler.abort");
  else await loopbackDelivers(stage.network);
}

/** The handler goes on after an error, as one that does not look at it. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** The write that tells, and the one before it. */
export const theSecondWrite = defineLab({
  id: "the-second-write",
  number: 20,
  part: 3,
  title: "the client has gone, and the first write to it succeeds",
  symptom:
    "write: broken pipe, or connection reset by peer, in the server's log, and never for the first thing that the client missed",
  searchedAs: [
    "write: broken pipe",
    "write: connection reset by peer",
    "write EPIPE",
    "write ECONNRESET",
    "BrokenPipe: Broken pipe (os error 32)",
    "ConnectionReset: Connection reset by peer (os error 104)",
  ],
  incident: {
    id: "golang/go#20553",
    url: "https://github.com/golang/go/issues/20553",
    what: "A program wrote to a connection whose other end had been killed: the first Write reported no error, the second one a broken pipe. That is how TCP works.",
  },
  prevent: {
    go: "Watch r.Context(), and look at it before each piece: it is done when the server's reading ahead meets FIN or RST. Look at the error of ResponseController.Flush. What must have arrived needs an answer from the client.",
    node: "Listen for 'close' on the response, and look at res.writableFinished in it. The callback of res.write says only that the kernel took the bytes.",
    deno: "Deno.serve aborts req.signal, and calls the cancel() of a streamed body, when the client goes. A chunk that was enqueued is no sign that it was read.",
  },
  knobs,
  presets: {},
  conflict: ({ gets, pieces }) =>
    gets >= pieces
      ? `a client that reads ${gets} of ${pieces} pieces does not go before one: want gets to be less than pieces`
      : null,
  runTime: ({ pieces, every, watched }) => pieces * every + (watched ? 0 : lingering),
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run the-second-write --set end=rst",
      shows: "a client that resets: the server's reading ahead hears of it, and the first write fails",
    },
    {
      args: "run the-second-write --set end=rst --set watched=off",
      shows: "the same with nobody reading: now the write has the RST's own error, connection reset by peer",
    },
    {
      args: "run the-second-write --set watched=off",
      shows: "FIN, and nobody reads: who tells the handler, and when?",
    },
    {
      args: "run the-second-write --set gets=2",
      shows: "the client goes before the last piece: which write is the second one now?",
    },
    { args: "run the-second-write --set looks=on", shows: "a handler that looks before it writes" },
    { args: "run the-second-write --set pieces=1", shows: "an answer that is a single piece" },
  ],
});
