/**
 * Lab 10, longer-please: one slow endpoint on a server with a strict write deadline.
 *
 * A stream sends an event now and then. Each is on time, and still the stream breaks off: the deadline was set for the
 * whole answer, and nothing that is sent moves it. A handler can move it itself, through ResponseController.
 *
 * @module
 */

import { arrived } from "../../lib/lab/arrived.ts";
import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Handler, ResponseController } from "../../lib/mod.ts";
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
  events: { kind: "integer", default: 5, min: 1, max: 50, help: "how many events the stream has" },
  every: {
    kind: "duration",
    default: 4_000,
    min: 1,
    max: hour,
    help: "how long the handler works for each of them",
  },
  extend: {
    kind: "choice",
    default: "never",
    of: ["never", "once", "each"],
    help: "when the handler sets a write deadline of its own: never, once at the start, before each event",
  },
  extra: {
    kind: "duration",
    default: 15_000,
    min: 1,
    max: hour,
    help: "how far from then its own deadline lies",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, its stream, and a client that reads it to the end. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { writeTimeout, events, every, extend, extra } = stage.knobs;

  const stream: Handler = async (w) => {
    const controller = new ResponseController(w);
    const longer = (): void => controller.setWriteDeadline(stage.clock.now() + extra);
    w.header.set("Content-Type", "text/event-stream");
    if (extend === "once") longer();
    for (let i = 1; i <= events; i++) {
      await stage.sleep(every);
      if (extend === "each") longer();
      try {
        await w.write(`data: ${i}\n\n`);
        await controller.flush();
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        stage.log(`stream: event ${i}: ${err.message}`);
        return;
      }
    }
  };
  const url = await stage.serve(0, { writeTimeout, handler: stream });

  const client = stage.client();
  const asked = client.get(url);
  for (let i = 1; i <= events && (await isAtWork(stage, i)); i++) await stage.pass(every);
  await asked;

  const ended = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  client.close();
  if (ended.state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** Whether the handler begins its work for that event; the client has read all that was sent before. */
async function isAtWork(stage: Stage<Knobs>, event: number): Promise<boolean> {
  let begun = 0;
  const atWork = stage.saw("handler.sleep", () => ++begun === event).then(() => true);
  const returned = stage.saw("handler.return").then(() => false);
  if (!(await Promise.race([atWork, returned]))) return false;
  await arrived(stage);
  return true;
}

/** A stream under a deadline that was meant for short answers. */
export const longerPlease = defineLab({
  id: "longer-please",
  number: 10,
  part: 2,
  title: "a stream whose every event is on time, and which breaks off all the same",
  symptom: "a download or an event stream that ends after the same time, always: unexpected EOF",
  ...facts,
  knobs,
  presets: { demo: { writeTimeout: 500, events: 5, every: 200, extra: 750 } },
  runTime: ({ events, every }) => events * every,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run longer-please --set extend=each",
      shows: "the handler moves the deadline before each event",
    },
    {
      args: "run longer-please --set extend=once",
      shows: "it sets one of its own at the start: how far does that reach?",
    },
    {
      args: "run longer-please --set extend=each --set extra=1ms",
      shows: "a deadline needs to be long enough for a write alone",
    },
    { args: "run longer-please --set events=2", shows: "a stream that is over before the deadline" },
    {
      args: "run longer-please --set writeTimeout=0",
      shows: "no deadline: the stream is whole, and nothing frees a server from a client that stops reading",
    },
  ],
});
