/**
 * Lab 13, client-gives-up: the client's time is over before the handler's work is.
 *
 * The client closes its connection. The server notices, and aborts the request's signal; a handler that does not look
 * at it works on, and its write reports no error.
 *
 * @module
 */

import { formatDuration, type KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  clientTimeout: {
    kind: "duration",
    default: 2_000,
    min: 0,
    max: hour,
    help: "how long the client waits for all of the answer (Client.timeout); 0 for as long as it takes",
  },
  handlerTime: {
    kind: "duration",
    default: 10_000,
    min: 0,
    max: hour,
    help: "how long the handler works before it writes",
  },
  size: { kind: "bytes", default: 200, min: 0, max: 4_000, help: "the size of the answer's body" },
  watch: {
    kind: "switch",
    default: false,
    help: "whether the handler ends its work when r.signal is aborted",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its handler, and a client that does not wait for ever. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { clientTimeout, handlerTime, size, watch } = stage.knobs;
  const answer = makeBody("text", size, 1);

  const url = await stage.serve(0, {
    handler: async (w, r) => {
      const done = await stage.sleep(handlerTime, r, watch ? r.signal : undefined);
      if (!done) return;
      await attempt(() => w.write(answer));
    },
  });

  const client = stage.client({ timeout: clientTimeout });
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  if (clientTimeout > 0 && clientTimeout < handlerTime) {
    await stage.pass(clientTimeout);
    await asked;
    await stage.saw("handler.abort");
    // A handler that watches is over now; one that does not works on.
    if (!watch) await stage.pass(handlerTime - clientTimeout);
  } else {
    await stage.pass(handlerTime);
    await asked;
  }

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** The handler goes on after an error, as one that does not look at it. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}

/** Work for nobody. */
export const clientGivesUp = defineLab({
  id: "client-gives-up",
  number: 13,
  part: 2,
  title: "the client has gone, and the handler works on",
  symptom:
    "client: context deadline exceeded (Client.Timeout exceeded while awaiting headers); server: the handler ran to its end, without an error",
  ...facts,
  knobs,
  presets: { demo: { clientTimeout: 200, handlerTime: 1_000 } },
  conflict: ({ clientTimeout, handlerTime }) =>
    clientTimeout > 0 && clientTimeout === handlerTime
      ? `clientTimeout and handlerTime are both ${formatDuration(handlerTime)}, and who is first would be luck: want two times that differ`
      : null,
  runTime: ({ handlerTime }) => handlerTime,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run client-gives-up --set watch=on", shows: "a handler that looks at r.signal stops at once" },
    { args: "run client-gives-up --set clientTimeout=11s", shows: "a client with a second more of patience" },
    { args: "run client-gives-up --set clientTimeout=0", shows: "a client that waits for ever" },
    {
      args: "run client-gives-up --set clientTimeout=9s",
      shows:
        "how long is the work for nobody now, and how long was the work for a client that was still there?",
    },
  ],
});
