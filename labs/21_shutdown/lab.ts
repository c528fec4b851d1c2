/**
 * Lab 21, shutdown: the server is told to end, and three clients are connected.
 *
 * One is idle, one waits for its answer, and one has sent half a header. Shutdown closes the first at once, waits for the
 * second, and takes the third for an idle one after five seconds; close cuts all of them. Who comes later is refused.
 *
 * @module
 */

import { formatDuration, type KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

/** After which time shutdown takes a connection without a request for an idle one, in ms (Go's closeIdleConns). */
const newIsIdleAfter = 5_000;

const knobs = {
  how: { kind: "choice", default: "shutdown", of: ["shutdown", "close"], help: "how the server is ended" },
  patience: {
    kind: "duration",
    default: 10_000,
    min: 0,
    max: hour,
    help: "how long shutdown may take before close follows; 0 for as long as it takes",
  },
  handlerTime: {
    kind: "duration",
    default: 3_000,
    min: 1,
    max: hour,
    help: "how long the handler still has to work when the server is ended",
  },
  rest: {
    kind: "duration",
    default: 0,
    min: 0,
    max: hour,
    help: "after what time the rest of the header comes that is half there; 0 for never",
  },
  told: {
    kind: "duration",
    default: 0,
    min: 0,
    max: hour,
    help: "how long the handler still takes when registerOnShutdown has told it to end; 0: nobody tells it",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server and its clients: connection 1 is idle, 2 waits for its answer, 3 has sent half a header, 4 comes too late. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { how, patience, handlerTime, told } = stage.knobs;
  const ending = new AbortController();
  const url = await stage.serve(0, {
    handler: async (w, r) => {
      let whole = true;
      if (r.url.path === "/slow") whole = await stage.sleep(handlerTime, r, ending.signal);
      if (!whole) await stage.sleep(told, r);
      try {
        await w.write(whole ? "done\n" : "bye\n");
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
      }
    },
  });
  if (told > 0) stage.onShutdown(() => ending.abort());

  await stage.client().get(`${url}/quick`);
  await stage.saw("server.state", (e) => e.conn === 1 && e.state === "idle");
  const waits = stage.client();
  const answered = waits.get(`${url}/slow`);
  await stage.saw("handler.sleep");
  const half = await stage.dial(url);
  await half.send("GET /half HTTP/1.1\r\nHost: exam");
  await stage.saw("rwc.read", (e) => e.conn === 3);
  const ended = half.receiveAll().then(() => half.close());

  const closed = (conn: number): Promise<unknown> =>
    stage.saw("server.state", (e) => e.conn === conn && e.state === "closed");
  /** What a connection's end is for its client. */
  const noticed = async (conn: number): Promise<void> => {
    await Promise.all([closed(conn), stage.saw("client.close", (e) => e.conn === conn)]);
  };

  if (how === "close") {
    stage.closeServer();
    await Promise.all([stage.saw("client.close", (e) => e.conn === 1), answered, ended]);
    await stage.client().get(`${url}/late`);
    await stage.pass(handlerTime);
    await Promise.all([1, 2, 3].map(closed));
    return;
  }
  let down = false;
  const over = stage.shutdown(patience).then((inOrder) => {
    down = true;
    if (!inOrder) stage.closeServer();
  });
  await noticed(1);
  await stage.client().get(`${url}/late`);
  let now = 0;
  for (const { at, what } of instants(stage.knobs)) {
    if (down && what !== "handler") break;
    await stage.pass(at - now);
    now = at;
    if (what === "patience") await Promise.all([over, ...(at < lasts(stage.knobs) ? [answered] : []), ended]);
    if (what === "idle") await noticed(3);
    if (what === "rest") {
      await half.send("ple.com\r\n\r\n");
      await noticed(3);
    }
    if (what === "handler") await Promise.all([answered, closed(2)]);
  }
  await Promise.all([over, answered, ended]);
  await Promise.all([1, 2, 3].map(closed));
  waits.close();
}

/** How long the handler works on a way down in order. */
function lasts({ handlerTime, told }: Pick<Knobs, "handlerTime" | "told">): number {
  return told > 0 ? told : handlerTime;
}

/** What happens on the way down, and when, in its order. */
function instants({ patience, handlerTime, rest, told }: Knobs): { at: number; what: string }[] {
  const work = lasts({ handlerTime, told });
  const cut = patience > 0 ? patience : Number.POSITIVE_INFINITY;
  const half =
    rest > 0 && rest < newIsIdleAfter ? { at: rest, what: "rest" } : { at: newIsIdleAfter, what: "idle" };
  const all = [{ at: work, what: "handler" }, half];
  const needed = Math.max(work, half.at);
  const left = all.filter(({ at, what }) => at < cut || what === "handler");
  if (cut < needed) left.push({ at: cut, what: "patience" });
  return left.sort((a, b) => a.at - b.at);
}

/** Two instants that are one, if there are such: who is first would be luck. */
function tie({ how, patience, handlerTime, rest, told }: Knobs): string | null {
  if (told >= handlerTime)
    return `a handler that needs ${formatDuration(handlerTime)} does not take ${formatDuration(told)} to end its work sooner: want told to be less than handlerTime`;
  if (how === "close") return null;
  const times = [
    lasts({ handlerTime, told }),
    newIsIdleAfter,
    ...(patience > 0 ? [patience] : []),
    ...(rest > 0 ? [rest] : []),
  ];
  const twice = times.find((t, i) => times.indexOf(t) !== i);
  return twice === undefined
    ? null
    : `two things would happen after ${formatDuration(twice)}, and who is first would be luck: want times that differ, and none of ${formatDuration(newIsIdleAfter)}, after which half a header counts as idle`;
}

/** The way down. */
export const shutdownLab = defineLab({
  id: "shutdown",
  number: 21,
  part: 3,
  title: "a server is told to end, and three clients are connected",
  symptom: "deploys that hang for five seconds, or that cut off requests: EOF in the client at every restart",
  ...facts,
  knobs,
  presets: {},
  conflict: tie,
  runTime: ({ handlerTime }) => Math.max(handlerTime, newIsIdleAfter),
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    { args: "run shutdown --set how=close", shows: "close instead: who gets what?" },
    { args: "run shutdown --set patience=1s", shows: "a limit that is shorter than the handler's work" },
    {
      args: "run shutdown --set patience=4s",
      shows: "a limit that suits the handler, and not half a header",
    },
    { args: "run shutdown --set rest=2s", shows: "the rest of the header comes while the server ends" },
    { args: "run shutdown --set handlerTime=7s", shows: "a handler that works longer than five seconds" },
    {
      args: "run shutdown --set handlerTime=20s --set told=1s",
      shows: "a handler that would outlast the limit, and is told by registerOnShutdown to end",
    },
  ],
});
