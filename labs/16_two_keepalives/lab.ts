/**
 * Lab 16, two-keepalives: TCP's keep-alive and HTTP's keep-alive have a word in common, and nothing else.
 *
 * The kernel probes a silent connection, and the other kernel answers. No byte reaches anybody who reads, so no deadline
 * of HTTP moves.
 *
 * @module
 */

import { formatDuration, type KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { probedListener } from "../../lib/lab/probed.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  tcpKeepAlive: { kind: "switch", default: true, help: "whether both kernels probe the silent connection" },
  probeAfter: {
    kind: "duration",
    default: 15_000,
    min: 1_000,
    max: 2 * hour,
    help: "the silence before a probe (KeepAliveConfig.Idle), in whole seconds",
  },
  handlerTime: {
    kind: "duration",
    default: 60_000,
    min: 1,
    max: hour,
    help: "how long the handler works before it writes",
  },
  writeTimeout: {
    kind: "duration",
    default: 90_000,
    min: 0,
    max: hour,
    help: "the server's writeTimeout; 0 for none",
  },
  idleTimeout: {
    kind: "duration",
    default: 60_000,
    min: 1,
    max: hour,
    help: "how long the server keeps the connection afterwards (Server.idleTimeout)",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** A request whose answer takes long, and then nothing: silence twice. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { tcpKeepAlive, probeAfter, handlerTime, writeTimeout, idleTimeout } = stage.knobs;

  const url = await stage.serve(
    0,
    {
      writeTimeout,
      idleTimeout,
      handler: async (w) => {
        await stage.sleep(handlerTime);
        try {
          await w.write("report\n");
        } catch (err) {
          if (!(err instanceof EoflabError)) throw err;
        }
      },
    },
    { around: (listener) => probedListener(listener, tcpKeepAlive, probeAfter) },
  );

  const client = stage.client({
    wrap: (conn) => {
      conn.setKeepAlive(tcpKeepAlive, probeAfter);
      return conn;
    },
  });
  const asked = client.get(url);
  await stage.saw("handler.sleep");
  await stage.pass(handlerTime);
  await asked;

  const { state } = await stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  if (state === "idle") await stage.pass(idleTimeout);
  await stage.saw("client.close");
  await stage.saw("server.state", (e) => e.state === "closed");
}

function conflict({ probeAfter, handlerTime, writeTimeout }: Knobs): string | null {
  if (probeAfter % 1_000 !== 0) {
    return `probeAfter=${formatDuration(probeAfter)}: the kernel counts whole seconds; want ${formatDuration(Math.ceil(probeAfter / 1_000) * 1_000)}, say`;
  }
  if (writeTimeout === handlerTime) {
    return `writeTimeout and handlerTime are both ${formatDuration(handlerTime)}, and which comes first would be luck: want two times that differ`;
  }
  return null;
}

/** Two things of one name. */
export const twoKeepalives = defineLab({
  id: "two-keepalives",
  number: 16,
  part: 3,
  title: "the probes are answered, and the connection is closed all the same",
  symptom:
    "keep-alive probes every 15 s in the capture, all answered; and still the deadline passes, or the idle timeout",
  ...facts,
  knobs,
  presets: {
    demo: { probeAfter: 1_000, handlerTime: 2_500, writeTimeout: 5_000, idleTimeout: 2_500 },
  },
  conflict,
  runTime: ({ handlerTime, writeTimeout, idleTimeout }) =>
    handlerTime + (writeTimeout > 0 && writeTimeout < handlerTime ? 0 : idleTimeout),
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "capture two-keepalives --preset demo --real-time",
      shows: "the probes themselves, in five seconds",
    },
    { args: "run two-keepalives --set tcpKeepAlive=off", shows: "no probes, and the same times" },
    {
      args: "run two-keepalives --set writeTimeout=10s",
      shows: "the story: the write deadline passes between the probes",
    },
    { args: "run two-keepalives --set idleTimeout=10s", shows: "an idle timeout before any probe" },
  ],
});
