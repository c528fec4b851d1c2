/**
 * Lab 26, two-lengths: a request that says twice where it ends, and differently; and two servers that read it.
 *
 * The same bytes go to eoflab's server, which reads as Go's does, and to the runtime's own. What each was called for is
 * in the recording: where the two numbers differ, a request can be smuggled past one to the other.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { dialOwn, ownServer } from "../../lib/lab/own_peer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, type RawClient, ResponseController, readAll } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { type RequestName, requestNames, requests } from "./requests.ts";
import { ours, own } from "./seen.ts";
import { table } from "./table.ts";
import { why } from "./why.ts";

const knobs = {
  request: {
    kind: "choice",
    default: "cl-te",
    of: requestNames,
    help: "what is ambiguous in the request (see the lab's page)",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** Two servers, one after the other, and the same bytes for both. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { bytes } = requests[stage.knobs.request as RequestName];

  let answered = 0;
  const handler: Handler = async (w, r) => {
    const { bytes: body, error } = await readAll(r.body);
    const text = line(r.method, r.url.path, error === null ? body.length : null);
    if (error !== null) stage.log(text);
    w.header.set("Content-Length", String(text.length));
    await w.write(text);
    await new ResponseController(w).flush();
    await answerRead(stage, ++answered);
  };
  const url = await stage.serve(0, { handler });
  await exchange(await stage.dial(url), bytes);
  await stage.saw("server.state", (e) => e.state === "closed");

  const addr = await ownServer(stage, own, async (r) => {
    const body = await r.body();
    const text = line(r.method, r.path, body);
    if (body === null) stage.trace.emit("handler.log", own, { line: text });
    return text;
  });
  await exchange(await dialOwn(stage, own, addr), bytes);
}

/** Sends the bytes and reads until the server ends the connection. */
async function exchange(raw: RawClient, bytes: string): Promise<void> {
  await raw.send(bytes);
  await raw.receiveAll();
  raw.close();
}

/** What a handler answers: the request as it has seen it. One that broke off is logged, too, as its answer may not arrive. */
function line(method: string, path: string, body: number | null): string {
  return `${method} ${path}: ${body === null ? "a body that breaks off" : `${body} bytes`}`;
}

/** Waits until the client has read so many answers: so no two of them arrive in one piece. */
async function answerRead(stage: Stage<Knobs>, count: number): Promise<void> {
  let read = 0;
  await stage.saw("client.read", (e) => e.conn === ours && ++read >= count);
}

/** Where a request ends is what a server makes of it. */
export const twoLengths = defineLab({
  id: "two-lengths",
  number: 26,
  part: 4,
  title: "a request that says twice where it ends, and how many requests each server sees in it",
  symptom: "a user gets the answer to somebody else's request; requests in the log that nobody has sent",
  ...facts,
  knobs,
  presets: {},
  runTime: () => 0,
  scenario,
  notes,
  questions,
  claims,
  why,
  table,
  next: [
    { args: "run two-lengths --set request=honest", shows: "a request as it should be: all agree" },
    { args: "run two-lengths --set request=cl-te-1.0", shows: "the same bytes in HTTP/1.0" },
    { args: "run two-lengths --set request=cl-cl", shows: "two lengths of one kind" },
    { args: "run two-lengths --set request=te-lf", shows: "a line that not everybody takes for one" },
    { args: "run two-lengths --set request=get-body", shows: "a body where few expect one" },
  ],
});
