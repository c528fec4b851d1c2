/**
 * Lab 28, hijack: a handler takes the connection over, and has to do for itself what the server did.
 *
 * The server may have read more than the request. Hijack gives that in a bufio.Reader beside the connection: who reads
 * from the connection alone never sees it. And no timeout of the server is left.
 *
 * @module
 */

import { defineLab } from "../../lib/lab/lab.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { EoflabError, type Handler, ResponseController } from "../../lib/mod.ts";
import { claims } from "./claims.ts";
import { facts } from "./facts.ts";
import { conflict, type Knobs, knobs } from "./knobs.ts";
import { Lines } from "./lines.ts";
import { notes } from "./notes.ts";
import { questions } from "./questions.ts";
import { talk } from "./talk.ts";
import { why } from "./why.ts";

const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: eoflab-echo\r\n\r\n";

/** The server with a handler that speaks lines, and a client that does. */
async function scenario(stage: Stage<Knobs>): Promise<void> {
  let taken: (lines: Lines) => void = () => {};
  const lines = new Promise<Lines>((resolve) => {
    taken = resolve;
  });
  const { readTimeout, writeTimeout } = stage.knobs;
  const url = await stage.serve(0, { readTimeout, writeTimeout, handler: echo(stage, taken) });
  await talk(stage, await stage.dial(url), lines);
}

/** Answers each line with itself. */
function echo(stage: Stage<Knobs>, taken: (lines: Lines) => void): Handler {
  const { readFrom, flush, end, work, idle } = stage.knobs;
  return async (w) => {
    await stage.sleep(work);
    const { conn, reader, writer } = await new ResponseController(w).hijack();
    stage.atEnd(() => conn.close());
    const lines = new Lines(readFrom === "conn" ? conn : reader);
    try {
      await writer.writeString(switching);
      await writer.flush();
      taken(lines);
      for (;;) {
        if (idle > 0) conn.setReadDeadline(stage.clock.now() + idle);
        const line = await lines.next();
        if (line === null) break;
        stage.log(`echo: line ${JSON.stringify(line)}`);
        await stage.sleep(work);
        await writer.writeString(`${line}\n`);
        if (flush) await writer.flush();
      }
      stage.log("echo: the client has gone");
      if (end === "write") await w.write("bye\n");
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      stage.log(`echo: ${err.message}`);
    }
    if (end !== "return") conn.close();
  };
}

/** What a handler gets that takes the connection over, and what it does not. */
export const hijack = defineLab({
  id: "hijack",
  number: 28,
  part: 4,
  title: "the connection is taken over, and its first bytes are gone",
  symptom:
    "after Hijack the client's first message never comes, or comes without its first byte, and no timeout ends the waiting",
  ...facts,
  knobs,
  presets: { impatient: { patience: 3_000 } },
  conflict,
  runTime: ({ lines, work, patience }) => (lines + 1) * work + patience,
  scenario,
  notes,
  questions,
  claims,
  why,
  next: [
    {
      args: "run hijack --set readFrom=bufrw",
      shows: "the same client, and a handler that reads what Hijack gave it",
    },
    {
      args: "run hijack --set early=behind",
      shows: "the first line comes while the handler works: how much of it is lost now?",
    },
    { args: "run hijack --set idle=10s", shows: "a handler that sets a deadline of its own" },
    { args: "run hijack --set readFrom=bufrw --set flush=off", shows: "all is read, and nothing comes back" },
    {
      args: "run hijack --set readFrom=bufrw --set end=return",
      shows: "the handler returns and does not close: who does?",
    },
    {
      args: "run hijack --set readFrom=bufrw --set end=write",
      shows: "w.write when the connection is not the server's any more",
    },
  ],
});
