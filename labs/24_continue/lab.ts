/**
 * Lab 24, continue: the client asks before it sends its body, and the server is slow to say anything.
 *
 * `Expect: 100-continue` is there to spare both sides a body that nobody wants. Go's server says `100 Continue` when the
 * handler first reads, and not before; a client waits for it as long as it likes, and then sends the body unasked.
 *
 * @module
 */

import { formatDuration, type KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, Header, newRequest, ResponseController, readAll } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  size: { kind: "bytes", default: 10_000, min: 1, max: 100_000, help: "the size of the request's body" },
  limit: {
    kind: "bytes",
    default: 1_000,
    min: 0,
    max: 100_000,
    help: "the largest body that the handler takes; it answers 413 to a larger one",
  },
  handlerTime: {
    kind: "duration",
    default: 2_000,
    min: 0,
    max: hour,
    help: "how long the handler works before it looks at the request",
  },
  expect: {
    kind: "switch",
    default: true,
    help: "whether the client asks with Expect: 100-continue before it sends the body",
  },
  expectContinueTimeout: {
    kind: "duration",
    default: 1_000,
    min: 1,
    max: hour,
    help: "how long the client waits for the word, and then sends the body without it",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** What a client is told whose body is too large. */
const refusal = "too large\n";

/** The server, whose handler takes small uploads only, and a client that asks first. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { size, limit, handlerTime, expect, expectContinueTimeout } = stage.knobs;

  const upload: Handler = async (w, r) => {
    await stage.sleep(handlerTime); // it asks somebody whether this client may upload
    if (r.contentLength > limit) {
      stage.log(`upload: ${r.contentLength} bytes are too many`);
      w.header.set("Content-Length", String(refusal.length));
      w.writeHeader(413);
      await w.write(refusal);
      await new ResponseController(w).flush(); // the sooner it knows, the less it sends
      // Here for the order's sake: what the server does next and the client's reading would be a race.
      await stage.saw("client.result");
      return;
    }
    if (expect) {
      // A read of nothing, which says the word; and again for the order's sake.
      await r.body.read(new Uint8Array(0));
      await stage.saw("client.read");
    }
    const { bytes } = await readAll(r.body);
    stage.log(`upload: ${bytes.length} bytes`);
    await w.write("thank you\n");
  };
  const url = await stage.serve(0, { handler: upload });

  const client = stage.client({ expectContinueTimeout });
  const header = new Header();
  if (expect) header.set("Expect", "100-continue");
  const asked = client.do(newRequest("POST", url, { header, body: makeBody("text", size, 1) }));
  await stage.saw("handler.sleep");
  if (expect && expectContinueTimeout < handlerTime) {
    await stage.pass(expectContinueTimeout);
    await bodyIsOut(stage);
    await stage.pass(handlerTime - expectContinueTimeout);
  } else {
    await stage.pass(handlerTime);
  }
  await asked;

  const { state } = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** Resolves when the client has handed all of the body to its socket. */
async function bodyIsOut(stage: Stage<Knobs>): Promise<void> {
  let left = stage.knobs.size;
  let isHeader = true;
  await stage.saw("client.write", (e) => {
    if (!isHeader) left -= e.bytes;
    isHeader = false;
    return left <= 0;
  });
}

/** A question that comes too late to be answered. */
export const continueLab = defineLab({
  id: "continue",
  number: 24,
  part: 4,
  title: "Expect: 100-continue, a server that is slow to say it, and a body sent for nothing",
  symptom:
    "uploads take exactly one second longer than they should, or are sent whole only to be answered 413",
  ...facts,
  knobs,
  presets: { demo: { handlerTime: 500, expectContinueTimeout: 200 } },
  conflict: ({ handlerTime, expect, expectContinueTimeout }) =>
    expect && handlerTime === expectContinueTimeout
      ? `handlerTime and expectContinueTimeout are both ${formatDuration(handlerTime)}, and who is first would be luck: want two times that differ`
      : null,
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run continue --set handlerTime=0",
      shows: "a handler that refuses at once: does the body travel?",
    },
    {
      args: "run continue --set limit=20000",
      shows: "the body is welcome, and the word comes a second too late",
    },
    {
      args: "run continue --set limit=20000 --set handlerTime=0",
      shows: "as it was meant: asked, told, sent",
    },
    { args: "run continue --set expectContinueTimeout=3s", shows: "a client with more patience" },
    {
      args: "run continue --set expect=off",
      shows: "no question: what becomes of the connection now?",
    },
  ],
});
