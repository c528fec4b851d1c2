/**
 * Lab 27, panic: a handler throws.
 *
 * The server catches what a handler throws, logs it and closes the connection. It does not answer 500. What the client
 * sees depends on nothing but how much had left the buffers by then.
 *
 * @module
 */

import { arrived } from "../../lib/lab/arrived.ts";
import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { abortHandler, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const knobs = {
  when: {
    kind: "choice",
    default: "after-write",
    of: ["before", "after-write", "after-flush"],
    help: "when the handler throws: before its first write, after it, or after a flush",
  },
  thrown: {
    kind: "choice",
    default: "error",
    of: ["error", "abort"],
    help: "what it throws: an error, or abortHandler() (Go's ErrAbortHandler)",
  },
  size: { kind: "bytes", default: 200, min: 1, max: 100_000, help: "how much it writes" },
  work: {
    kind: "duration",
    default: 5_000,
    min: 0,
    max: 3_600_000,
    help: "how long it works before it throws",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and the client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { when, thrown, size, work } = stage.knobs;

  const url = await stage.serve(0, {
    handler: async (w) => {
      if (when !== "before") await w.write(makeBody("text", size, 1));
      if (when === "after-flush") await new ResponseController(w).flush();
      await stage.sleep(work);
      throw thrown === "abort" ? abortHandler() : new NoSuchOrder();
    },
  });

  const client = stage.client();
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await arrived(stage);
  await stage.pass(work);
  await asked;

  await stage.saw("server.state", (e) => e.state === "closed");
  await stage.saw("client.fin");
  client.close();
}

/** What the handler did not expect. Its stack is left out, since it differs from machine to machine. */
class NoSuchOrder extends Error {
  constructor() {
    super("no such order");
    this.stack = "";
  }
}

/** A handler that throws. */
export const panic = defineLab({
  id: "panic",
  number: 27,
  part: 4,
  title: "a handler throws, and the client sees EOF",
  symptom: "client: EOF, and no 500; server: http: panic serving, and a stack, in its log",
  searchedAs: [
    "http: panic serving",
    "net/http: abort Handler",
    "panic recovered",
    "http: panic serving: no such order",
  ],
  incident: {
    id: "golang/go#25245",
    url: "https://github.com/golang/go/issues/25245",
    what: "A handler panicked with a mutex locked; the server caught it and served on, and the requests that came later waited for the lock.",
  },
  prevent: {
    go: "Put a middleware around the handlers that recovers: it answers 500 while nothing has been sent, and panics with http.ErrAbortHandler once something has, so that the client sees that the answer is cut.",
    node: "Catch in the handler, or set events.captureRejections = true before the server is created: what an async listener throws becomes a 500, or a destroyed response once the header is sent. Without either it ends the process.",
    deno: "Deno.serve answers 500 by itself when a handler throws; onError makes another answer of it. An error in the body's stream comes too late for both.",
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
    { args: "run panic --set when=after-flush", shows: "the status had left: now the client has a 200" },
    { args: "run panic --set when=before", shows: "it throws before it has written anything" },
    { args: "run panic --set thrown=abort", shows: "ErrAbortHandler: what does the log say?" },
    {
      args: "run panic --set size=5000",
      shows: "no flush, but more than the buffers hold: how much arrives?",
    },
    {
      args: "run panic --set when=after-flush --set thrown=abort",
      shows: "how a proxy tells its client that an answer is cut",
    },
  ],
});
