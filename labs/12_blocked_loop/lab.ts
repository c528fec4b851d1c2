/**
 * Lab 12, blocked-loop: a handler computes, and nobody else gets a turn.
 *
 * JavaScript has one thread for all connections. While a handler computes, no other request is read, no answer is sent
 * and no timer fires. Go has threads for that: there the others do not wait (go.json says so, and `why` tells both).
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Handler } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  compute: { kind: "duration", default: 2_000, min: 0, max: hour, help: "how long the one handler computes" },
  writeTimeout: {
    kind: "duration",
    default: 1_000,
    min: 0,
    max: hour,
    help: "the server's writeTimeout; 0 for none",
  },
  elsewhere: {
    kind: "switch",
    default: false,
    help: "whether another thread computes, and the handler waits for it",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server with two handlers, and two clients: one whose answer has to be computed, and one in a hurry. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { compute, writeTimeout, elsewhere } = stage.knobs;
  let arrive = (): void => {};
  const input = new Promise<void>((resolve) => {
    arrive = resolve;
  });

  // Two answers are due in one moment when the computation is over: so that each recording has them in the same order,
  // the quick one lets the other go first. Before that, it waits for nothing.
  let turn: Promise<unknown> = Promise.resolve();

  const handler: Handler = async (w, r) => {
    if (r.url.path === "/quick") {
      await turn;
      await w.write("quick\n");
      return;
    }
    await input;
    if (elsewhere) await stage.sleep(compute, r);
    else stage.compute(compute, r);
    turn = stage.saw("client.result", (e) => e.conn === 1);
    try {
      await w.write("computed\n");
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
    }
  };
  const url = await stage.serve(0, { writeTimeout, handler });

  const [slow, quick] = [stage.client(), stage.client()];
  const computed = slow.get(`${url}/compute`);
  await stage.saw("handler.start");
  const hurried = quick.get(`${url}/quick`);
  // The computation begins when the second request has been sent, and the server has not read it.
  await stage.saw("client.write", (e) => e.conn === 2);
  arrive();
  if (elsewhere) {
    await hurried;
    await stage.saw("handler.sleep");
    await stage.pass(compute);
  } else {
    await stage.saw("handler.computed");
    await stage.pass(0);
  }
  await Promise.all([computed, hurried]);

  await stage.saw("server.state", (e) => e.conn === 1 && (e.state === "idle" || e.state === "closed"));
  await stage.saw("server.state", (e) => e.conn === 2 && e.state === "idle");
  slow.close();
  await stage.saw("server.state", (e) => e.conn === 1 && e.state === "closed");
  quick.close();
  await stage.saw("server.state", (e) => e.conn === 2 && e.state === "closed");
}

/** One thread for everybody. */
export const blockedLoop = defineLab({
  id: "blocked-loop",
  number: 12,
  part: 2,
  title: "one handler computes, and every other client waits",
  symptom:
    "now and then all requests take seconds, the quick ones too; timeouts fire late; the CPU is busy on one core",
  ...facts,
  knobs,
  presets: { demo: { compute: 1_000, writeTimeout: 500 } },
  runTime: ({ compute }) => compute,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run blocked-loop --set elsewhere=on", shows: "another thread computes: who waits now?" },
    {
      args: "run blocked-loop --set compute=500ms",
      shows: "a shorter computation: who has to wait, and who notices?",
    },
    {
      args: "run blocked-loop --set writeTimeout=0",
      shows: "no write deadline: the computed answer arrives",
    },
    { args: "run blocked-loop --set compute=0", shows: "nothing to compute" },
  ],
});
