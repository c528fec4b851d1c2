/**
 * Lab 05, no-error-at-all: an answer that ends where the connection ends.
 *
 * The same server, handler and deadline as in lab 04. Without a Content-Length and without chunks nothing tells the
 * client that something is missing: it has a 200 and a body, and no error.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  writeTimeout: {
    kind: "duration",
    default: 10_000,
    min: 0,
    max: hour,
    help: "the server's writeTimeout; 0 for none",
  },
  handlerTime: {
    kind: "duration",
    default: 60_000,
    min: 0,
    max: hour,
    help: "how long the handler works between the halves",
  },
  first: {
    kind: "bytes",
    default: 1000,
    min: 0,
    max: 100_000,
    help: "bytes that are written and flushed before",
  },
  second: { kind: "bytes", default: 1000, min: 0, max: 100_000, help: "bytes that are written after it" },
  proto: {
    kind: "choice",
    default: "1.0",
    of: ["1.0", "1.1"],
    help: "the version of HTTP that the client speaks",
  },
  framing: {
    kind: "choice",
    default: "none",
    of: ["none", "content-length", "identity"],
    help: "what the handler says of the body's end: nothing, its length, or that it is not to be chunked",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and a client that asks once. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, handlerTime, first, second, proto, framing } = stage.knobs;
  const body = makeBody("text", first + second, 1);

  const url = await stage.serve(0, {
    writeTimeout,
    handler: async (w) => {
      if (framing === "content-length") w.header.set("Content-Length", String(body.length));
      if (framing === "identity") w.header.set("Transfer-Encoding", "identity");
      await attempt(() => w.write(body.subarray(0, first)));
      await attempt(() => new ResponseController(w).flush());
      await stage.sleep(handlerTime);
      await attempt(() => w.write(body.subarray(first)));
    },
  });

  const client = stage.client();
  const asked = proto === "1.0" ? stage.get10(url) : client.get(url);
  await stage.saw("handler.sleep");
  await stage.saw("client.response");
  await stage.pass(handlerTime);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** The handler goes on after an error, to see what its next call says. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** Half an answer that looks whole. */
export const noErrorAtAll = defineLab({
  id: "no-error-at-all",
  number: 5,
  part: 1,
  title: "half an answer, and neither side has an error",
  symptom:
    "a page, a file or JSON that is cut off now and then: status 200, no error in any log, client or server",
  ...facts,
  knobs,
  presets: { demo: { writeTimeout: 500, handlerTime: 1_000 } },
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run no-error-at-all --set proto=1.1",
      shows: "the same to a client that speaks HTTP/1.1: it is chunked, and the client knows",
    },
    {
      args: "run no-error-at-all --set framing=content-length",
      shows: "HTTP/1.0 too can know, if the handler says how long the body is",
    },
    {
      args: "run no-error-at-all --set proto=1.1 --set framing=identity",
      shows: "a handler that turns chunking off brings the silence back",
    },
    {
      args: "run no-error-at-all --set second=5000",
      shows: "a second half that does not fit: the handler is told, the client still is not",
    },
    {
      args: "run no-error-at-all --set handlerTime=9s",
      shows: "in time: the same end, and it is the right one",
    },
  ],
});
