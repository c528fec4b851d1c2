/**
 * Lab 23, cut-chunks: a chunked answer that does not come to its end.
 *
 * It has a status, and bytes that are all right. What is missing is the last chunk, and the trailer behind it; and
 * whether anybody notices is up to who reads it.
 *
 * @module
 */

import { cutEnd } from "../../lib/lab/cut_end.ts";
import type { KnobValues } from "../../lib/lab/knob.ts";
import { defineLab } from "../../lib/lab/lab.ts";
import { lockstep } from "../../lib/lab/lockstep.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Handler, type Header, type RawClient, ResponseController } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";
import { carelessly } from "./careless.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { rowCount, rowSize, rows } from "./rows.ts";
import { sweep } from "./sweep.ts";
import { why } from "./why.ts";

const knobs = {
  after: {
    kind: "integer",
    default: 2,
    min: 0,
    max: rows,
    help: `after how many of the ${rows} rows the handler panics; ${rows}: it does not`,
  },
  every: { kind: "duration", default: 1_000, min: 1, max: 3_600_000, help: "how long it works for a row" },
  cut: {
    kind: "bytes",
    default: 0,
    min: 0,
    max: 100,
    help: "how many of the last bytes get lost on their way",
  },
  trailer: { kind: "switch", default: true, help: `whether the handler announces, and sends, a ${rowCount}` },
  reader: {
    kind: "choice",
    default: "careful",
    of: ["careful", "careless"],
    help: "who reads: a client that looks for the last chunk, as Go's does, or one that takes the connection's end for it",
  },
} as const;

type Knobs = KnobValues<typeof knobs>;

/** A server that streams rows, and a client that reads them. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  const { after, every, cut, trailer, reader } = stage.knobs;
  const row = makeBody("text", rowSize, 1);

  const handler: Handler = async (w) => {
    w.header.set("Content-Type", "text/plain; charset=utf-8");
    if (trailer) w.header.set("Trailer", rowCount);
    for (let i = 0; i < rows; i++) {
      await stage.sleep(every);
      if (i === after) throw new CursorLost();
      await w.write(row);
      await new ResponseController(w).flush();
    }
    if (trailer) w.header.set(rowCount, String(rows));
  };
  const url = await stage.serve(
    0,
    { handler },
    { around: (listener) => cutEnd(lockstep(listener, stage), cut) },
  );

  const raw = await stage.dial(url);
  await raw.send("GET /export HTTP/1.1\r\nHost: rows\r\nConnection: close\r\n\r\n");
  const reading = reader === "careful" ? readCarefully(stage, raw) : readCarelessly(stage, raw);
  for (let i = 0; i < Math.min(after + 1, rows); i++) {
    let slept = 0;
    await stage.saw("handler.sleep", () => ++slept > i);
    await stage.pass(every);
  }
  await reading;
  raw.close();
  await stage.saw("server.state", (e) => e.state === "closed");
}

/** Reads the answer by its framing, and then to the connection's end. */
async function readCarefully(stage: Stage<Knobs>, raw: RawClient): Promise<void> {
  let trailer: Header | null = null;
  const got = await readAnswer(new BufioReader(raw.conn), (response) => {
    trailer = response.trailer;
    stage.trace.emit("client.response", 1, { status: response.status, contentLength: null });
  });
  const whole = got.error === null;
  if (got.status !== null) {
    stage.trace.emit("client.body", 1, { bytes: got.body.length, whole, error: got.error?.message ?? null });
  }
  if (stage.knobs.trailer && got.status !== null) {
    const value = (trailer as Header | null)?.get(rowCount) ?? "";
    stage.trace.emit("client.trailer", 1, { field: rowCount, value: value === "" ? null : value });
  }
  stage.result(1, got);
  if (whole) await raw.receiveAll();
}

/** Reads to the connection's end, and makes of it what it can. */
async function readCarelessly(stage: Stage<Knobs>, raw: RawClient): Promise<void> {
  const { bytes } = await raw.receiveAll();
  const { status, body } = carelessly(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const asBytes = Uint8Array.from(body, (char) => char.charCodeAt(0));
  stage.result(1, { status, body: asBytes, error: null });
}

/** What the handler did not expect. Its stack is left out, since it differs from machine to machine. */
class CursorLost extends Error {
  constructor() {
    super("cursor lost");
    this.stack = "";
  }
}

/** A body without its end. */
export const cutChunks = defineLab({
  id: "cut-chunks",
  number: 23,
  part: 4,
  title: "a chunked answer that does not come to its end, and who notices",
  symptom:
    "exports that lack their last rows, under a status 200; unexpected EOF in one client, and no error at all in another",
  ...facts,
  knobs,
  presets: { demo: { every: 100 } },
  runTime: ({ every }) => rows * every,
  scenario,
  notes,
  questions,
  claims,
  why,
  sweep,
  next: [
    {
      args: "run cut-chunks --set reader=careless",
      shows: "the same bytes, and a client that does not look",
    },
    { args: `run cut-chunks --set after=${rows}`, shows: "nothing goes wrong: the trailer comes" },
    {
      args: `run cut-chunks --set after=${rows} --set cut=2`,
      shows: "only the very last line end is lost: every row is there, and still it is an error",
    },
    {
      args: `run cut-chunks --set after=${rows} --set cut=30`,
      shows: "the last bytes are lost on their way: the server knows of nothing",
    },
    { args: "run cut-chunks --set after=0", shows: "a panic before the first row" },
  ],
});
