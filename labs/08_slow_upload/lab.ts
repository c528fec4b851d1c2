/**
 * Lab 08, slow-upload: the body trickles, and the server's patience is over before it is there.
 *
 * A deadline that somebody waits for does act: the handler's own read is woken with an error. What had come is lost to
 * nobody, and an answer can still be given.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { type Handler, newRequest, type Reader, readAll } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { why } from "./why.ts";

const hour = 3_600_000;

const knobs = {
  readTimeout: {
    kind: "duration",
    default: 5_000,
    min: 0,
    max: hour,
    help: "the server's readTimeout, for header and body; 0 for none",
  },
  size: { kind: "bytes", default: 1_000, min: 1, max: 100_000, help: "the size of the request's body" },
  piece: {
    kind: "bytes",
    default: 200,
    min: 1,
    max: 100_000,
    help: "how much of it the client sends at once",
  },
  every: { kind: "duration", default: 2_000, min: 1, max: hour, help: "how long it waits before each piece" },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** The server, whose handler reads all of the body, and a client that has it a piece at a time. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { readTimeout, size, piece, every } = stage.knobs;

  const upload: Handler = async (w, r) => {
    const { bytes, error } = await readAll(r.body);
    if (error === null) {
      stage.log(`upload: ${bytes.length} bytes`);
      await w.write("thank you\n");
      return;
    }
    stage.log(`upload: after ${bytes.length} bytes: ${error.message}`);
    w.writeHeader(408);
    await w.write("too slow\n");
  };
  const url = await stage.serve(0, { readTimeout, handler: upload });

  const client = stage.client();
  const body = new SlowBody(stage, makeBody("text", size, 1), piece, every);
  const asked = client.do(newRequest("POST", url, { body, contentLength: size }));
  await stage.saw("handler.start");
  for (let sent = 0; sent < size; sent += piece) {
    const due = (sent / piece + 1) * every;
    if (readTimeout > 0 && readTimeout < due) {
      await stage.pass(readTimeout - (due - every));
      await stage.saw("client.result");
      break;
    }
    await stage.pass(every);
    await serverHas(stage, Math.min(sent + piece, size));
  }
  await asked;

  const ended = stage.saw("server.state", (e) => e.state === "idle" || e.state === "closed");
  // A server that closes with a part of the request unread waits a while, so that its answer is not lost.
  await stage.pass(1_000);
  const { state } = await ended;
  client.close();
  if (state === "idle") await stage.saw("server.state", (e) => e.state === "closed");
}

/** Resolves when the server has read so much of the body. */
async function serverHas(stage: Stage<Knobs>, bytes: number): Promise<void> {
  let read = 0;
  await stage.saw("rwc.read", (e) => {
    if (e.seq > headerRead(stage)) read += e.bytes;
    return read >= bytes;
  });
}

/** When the request's header had been read. */
function headerRead(stage: Stage<Knobs>): number {
  let seq = Number.POSITIVE_INFINITY;
  void stage.saw("handler.start", (e) => {
    seq = e.seq;
    return true;
  });
  return seq;
}

/** A body that takes its time. */
class SlowBody implements Reader {
  readonly #stage: Stage<Knobs>;
  readonly #bytes: Uint8Array;
  readonly #piece: number;
  readonly #every: number;
  /** How much of it was given; grows with each read. */
  #at = 0;

  constructor(stage: Stage<Knobs>, bytes: Uint8Array, piece: number, every: number) {
    this.#stage = stage;
    this.#bytes = bytes;
    this.#piece = piece;
    this.#every = every;
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.#at === this.#bytes.length) return null;
    await this.#stage.clock.sleep(this.#every);
    const part = this.#bytes.subarray(this.#at, this.#at + Math.min(this.#piece, p.length));
    p.set(part);
    this.#at += part.length;
    return part.length;
  }
}

/** A read that its deadline wakes. */
export const slowUpload = defineLab({
  id: "slow-upload",
  number: 8,
  part: 2,
  title: "an upload that is too slow, and what can still be answered",
  symptom: "uploads over slow lines fail after the same time, always; server: read tcp …: i/o timeout",
  ...facts,
  knobs,
  presets: { demo: { readTimeout: 500, every: 200 } },
  conflict: ({ readTimeout, size, piece, every }) => {
    const pieces = Math.ceil(size / piece);
    if (pieces > 1_000) return `${pieces} pieces are too many: want 1000 at most`;
    return readTimeout > 0 && readTimeout % every === 0 && readTimeout / every <= pieces
      ? "readTimeout passes just when a piece is sent: which comes first is anybody's guess; take another one"
      : null;
  },
  runTime: ({ size, piece, every }) => Math.ceil(size / piece) * every + 1_000,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run slow-upload --set readTimeout=0",
      shows: "no deadline: the upload takes the time that it takes",
    },
    { args: "run slow-upload --set every=500ms", shows: "a faster client" },
    { args: "run slow-upload --set readTimeout=1s", shows: "not a byte of the body comes in time" },
    {
      args: "run slow-upload --set readTimeout=9s",
      shows: "the last piece is missing: does that change anything?",
    },
  ],
});
