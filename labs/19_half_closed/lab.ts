/**
 * Lab 19, half-closed: the client sends its request, says that it will send no more, and waits for the answer.
 *
 * TCP allows that, and Go's server takes it for a client that has gone: it cancels the request's context. A handler
 * that hands the context to its work sees the work fail, and answers so; to a client that was there all the time.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { lateFin } from "../../lib/lab/late_fin.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { error, type Handler, readAll } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { ask } from "./client.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { requests } from "./request.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  halfClose: {
    kind: "switch",
    default: true,
    help: "whether the client shuts its sending side behind the request",
  },
  request: {
    kind: "choice",
    default: "get",
    of: requests,
    help: "what it sends before that: a whole request, with or without a body, or half of one",
  },
  keepAlive: {
    kind: "switch",
    default: true,
    help: "whether the request leaves the connection open; else it says Connection: close",
  },
  reads: {
    kind: "switch",
    default: true,
    help: "whether the handler reads the request's body before it works",
  },
  watch: {
    kind: "switch",
    default: true,
    help: "whether the handler hands r.signal to its work, which fails when that is aborted",
  },
  handlerTime: { kind: "duration", default: 1_000, min: 1, max: hour, help: "how long the work takes" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, a handler that asks somebody else for a while, and a client that says that it is done sending. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { reads, watch, handlerTime } = stage.knobs;

  const report: Handler = async (w, r) => {
    if (reads) {
      const { error: failed } = await readAll(r.body);
      if (failed !== null) {
        stage.log(`body: ${failed.message}`, r);
        await error(w, "bad body", 400);
        return;
      }
    }
    const done = await stage.sleep(handlerTime, r, watch ? r.signal : undefined);
    if (!done) {
      stage.log("query: context canceled", r);
      await error(w, "query failed", 500);
      return;
    }
    await w.write(makeBody("text", 200, 1));
  };
  const url = await stage.serve(0, { handler: report }, { around: lateFin });
  await ask(stage, url);
}

/** A client that is taken for gone. */
export const halfClosed = defineLab({
  id: "half-closed",
  number: 19,
  part: 3,
  title: "the client is done sending, and the server takes it for gone",
  symptom:
    "requests that nobody cancelled fail at once with context canceled, or with an empty answer: those of nc, of old proxies, of clients that shut down their sending side",
  searchedAs: [
    "context canceled",
    "request context cancelled immediately",
    "half-closed connection",
    "nc no response from server",
    "shutdown(SHUT_WR) http request",
    "empty reply from server",
    "allowHalfOpen",
  ],
  incident: {
    id: "golang/go#18527",
    url: "https://github.com/golang/go/issues/18527",
    what: "Since Go 1.8 a client that sends FIN behind its request has the request's context cancelled; it was found by an internal client that does so.",
  },
  prevent: {
    go: "net/http has no setting for it: a client must not half-close while it waits for an answer. A handler that must serve such clients uses context.WithoutCancel(r.Context()) for its work, with a timeout of its own.",
    node: "node:http ends the connection at the client's FIN, without an answer; server.httpAllowHalfOpen = true, which is not documented, lets the answer out.",
    deno: "Deno.serve has no setting: it aborts the request's signal and drops the answer. On Deno.listen a connection can be read to its end and still be written to.",
  },
  knobs,
  conflict: ({ halfClose, request }) =>
    !halfClose && request.startsWith("half-")
      ? `request=${request} and halfClose=off: the server would wait for the other half for ever; take halfClose=on`
      : null,
  presets: { demo: { handlerTime: 200 } },
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run half-closed --set watch=off", shows: "a handler that does not look at r.signal" },
    { args: "run half-closed --set halfClose=off", shows: "the same client without the FIN" },
    {
      args: "run half-closed --set request=post --set reads=off",
      shows: "a body that nobody reads: does the server see the FIN behind it?",
    },
    { args: "run half-closed --set request=half-body", shows: "the FIN comes in the middle of the body" },
    { args: "run half-closed --set request=half-header", shows: "the FIN comes in the middle of the header" },
  ],
});
