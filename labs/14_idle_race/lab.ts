/**
 * Lab 14, idle-race: the server closes an idle connection, and the client's next request is already on it.
 *
 * Nobody has done anything wrong, and the client cannot know whether its request was seen. So Go sends again what may be
 * done twice, and reports EOF for the rest.
 *
 * @module
 */

import { formatDuration, type KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { LateConn } from "../../lib/lab/late_conn.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type ClientRequest, Header, newRequest, readAll } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

/** The methods that take a body here. */
const withBody: readonly string[] = ["POST", "PUT", "PATCH"];

const knobs = {
  idleTimeout: {
    kind: "duration",
    default: 5_000,
    min: 1,
    max: hour,
    help: "how long the server keeps an idle connection (Server.idleTimeout)",
  },
  clientIdleTimeout: {
    kind: "duration",
    default: 90_000,
    min: 0,
    max: hour,
    help: "how long the client keeps one (Transport.idleConnTimeout); 0 for ever",
  },
  pause: {
    kind: "duration",
    default: 5_000,
    min: 1,
    max: hour,
    help: "the time between the first answer and the second request",
  },
  race: {
    kind: "choice",
    default: "request-first",
    of: ["request-first", "fin-first"],
    help: "the second request leaves before the server's FIN reaches the client, or after",
  },
  method: {
    kind: "choice",
    default: "POST",
    of: ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH", "POST"],
    help: "of the second request; POST, PUT and PATCH have a body",
  },
  key: { kind: "switch", default: false, help: "whether it has an Idempotency-Key" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** Whether the server's patience ends while the client still counts on the connection. */
function serverCloses({ idleTimeout, clientIdleTimeout, pause }: Knobs): boolean {
  return pause >= idleTimeout && (clientIdleTimeout === 0 || idleTimeout < clientIdleTimeout);
}

/** Whether the client's patience ends first, before its second request. */
function clientCloses({ idleTimeout, clientIdleTimeout, pause }: Knobs): boolean {
  return clientIdleTimeout > 0 && clientIdleTimeout < idleTimeout && clientIdleTimeout < pause;
}

/** A server, and a client that asks twice. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { idleTimeout, clientIdleTimeout, pause, race } = stage.knobs;

  const url = await stage.serve(0, {
    idleTimeout,
    handler: async (w, r) => {
      await readAll(r.body);
      await w.write("done\n");
    },
  });

  const conns: LateConn[] = [];
  const client = stage.client({
    idleConnTimeout: clientIdleTimeout,
    wrap: (inner) => {
      const conn = new LateConn(inner);
      conns.push(conn);
      return conn;
    },
  });
  await client.get(url);
  await stage.saw("server.state", (e) => e.state === "idle");

  const first = conns[0] as LateConn;
  const second = secondRequest(url, stage.knobs);
  if (serverCloses(stage.knobs) && race === "request-first") {
    const { arrived, written } = first.hold();
    await stage.pass(idleTimeout);
    await arrived;
    const asked = client.do(second);
    await written;
    first.deliver();
    await asked;
  } else {
    await idle(stage, pause);
    await client.do(second);
  }

  const { conn } = await lastAnswered(stage);
  client.close();
  await stage.saw("server.state", (e) => e.state === "closed" && e.conn === conn);
}

/** The connection stays idle for the whole pause, and whoever gives up meanwhile closes it. */
async function idle(stage: Stage<Knobs>, pause: number): Promise<void> {
  const over = new Promise<void>((resolve) => stage.clock.after(pause, resolve));
  const ends = serverCloses(stage.knobs)
    ? { after: stage.knobs.idleTimeout, seen: stage.saw("client.close") }
    : clientCloses(stage.knobs)
      ? {
          after: stage.knobs.clientIdleTimeout,
          seen: stage.saw("server.state", (e) => e.state === "closed"),
        }
      : { after: 0, seen: null };
  await stage.pass(ends.after);
  await ends.seen;
  await stage.pass(pause - ends.after);
  await over;
}

/** The connection that served last is idle again; or there is none but the first, which is closed. */
function lastAnswered(stage: Stage<Knobs>): Promise<{ conn: number }> {
  let idles = 0;
  return Promise.race([
    stage.saw("server.state", (e) => e.state === "idle" && ++idles === 2),
    stage.saw("client.result", (e) => e.error !== null),
  ]);
}

function secondRequest(url: string, { method, key }: Knobs): ClientRequest {
  const header = new Header();
  if (key) header.set("Idempotency-Key", "order-7");
  return newRequest(method, `${url}/orders`, {
    header,
    ...(withBody.includes(method) ? { body: "one pair of socks" } : {}),
  });
}

function conflict(knobs: Knobs): string | null {
  const { idleTimeout, clientIdleTimeout, pause, race } = knobs;
  if (clientIdleTimeout === idleTimeout && pause >= idleTimeout) {
    return `idleTimeout and clientIdleTimeout are both ${formatDuration(idleTimeout)}, and who closes would be luck: want two times that differ`;
  }
  if (clientIdleTimeout === pause && clientIdleTimeout < idleTimeout) {
    return `clientIdleTimeout and pause are both ${formatDuration(pause)}, and whether the connection is still kept would be luck: want two times that differ`;
  }
  if (race === "request-first" && serverCloses(knobs) && pause > idleTimeout) {
    return `a FIN is not under way for ${formatDuration(pause - idleTimeout)}: with race=request-first want a pause of ${formatDuration(idleTimeout)} at most, as idleTimeout is; or race=fin-first`;
  }
  return null;
}

/** The race of every kept connection. */
export const idleRace = defineLab({
  id: "idle-race",
  number: 14,
  part: 3,
  title: "a request on a connection that is just being closed",
  symptom: "client: EOF, now and then, for a POST; server: nothing; 502 from the load balancer now and then",
  searchedAs: [
    "EOF on POST now and then",
    "http: server closed idle connection",
    "502 bad gateway now and then",
    "socket hang up",
    "read ECONNRESET",
    "upstream prematurely closed connection while reading response header from upstream",
    "keepAliveTimeout load balancer 502",
  ],
  incident: {
    id: "golang/go#22158",
    url: "https://github.com/golang/go/issues/22158",
    what: "A client whose IdleConnTimeout was a little longer than the server's got errors for POSTs, when the server closed the connection just as it was used again; with GET it saw none.",
  },
  prevent: {
    go: "Transport.IdleConnTimeout shorter than the server's Server.IdleTimeout; and an Idempotency-Key header (an empty list as its value marks the request, and no header is sent) for a POST whose body can be sent again.",
    node: "server.keepAliveTimeout (5 s by default) longer than the idle timeout of the load balancer or client in front; a client of its own uses an http.Agent and sends again what failed with ECONNRESET while req.reusedSocket is true.",
    deno: "Deno.serve has no option for the idle time (as of Deno 2.9): let the proxy in front close first or send again what may be done twice; a client has poolIdleTimeout in Deno.createHttpClient.",
  },
  knobs,
  presets: {
    demo: { idleTimeout: 500, pause: 500, clientIdleTimeout: 2_000 },
  },
  conflict,
  runTime: ({ pause }) => pause,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run idle-race --set race=fin-first",
      shows: "the FIN is there first, and nobody notices anything",
    },
    { args: "run idle-race --set method=GET", shows: "the same race with a request that Go sends again" },
    { args: "run idle-race --set key=on", shows: "a POST that says that it may be sent again" },
    { args: "run idle-race --set method=PUT", shows: "idempotent in the RFC, and what does Go say?" },
    {
      args: "run idle-race --set clientIdleTimeout=4s",
      shows: "the client's patience is the shorter one: no race at all",
    },
  ],
});
