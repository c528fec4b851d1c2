/**
 * The exercise of lab 15, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords, logWords, resultOn } from "../../lib/lab/observe.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, EoflabError, type Recording, seconds } from "../../lib/mod.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly store: (file: Uint8Array) => Promise<void>;
}

const minutes = 60_000;

/** What is sent at a time, and after which time the next, in bytes and ms. */
const piece = 8192;
const every = 150;

/** How long a client only sends, in ms. */
const looks = 450;

/** How long whoever sends on for ever may do so after its first piece, in ms. */
const patience = 3_000;

/** A file: so many pieces. */
const pieces = 40;

const stored = (bytes: number): string => `stored a file of ${bytes} bytes`;

function envWith(stage: Stage<object>): Env<Own> {
  return { ...envOf(stage), store: async (file) => stage.log(stored(file.length)) };
}

/** How somebody sends a file. */
interface Sender {
  readonly token: string;
  /** From when on it looks for an answer, in ms. */
  readonly looks: number;
}

/** Somebody sends a file piece by piece, and stops at an answer, or where nothing can be sent any more. */
function sends({ token, looks }: Sender): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const raw = await stage.dial(url);
    let answered = false;
    let answer: Promise<void> | null = null;
    let failed: EoflabError | null = null;
    for (let i = 0; i < pieces && !answered && failed === null; i++) {
      if (answer === null && i * every >= looks) answer = look();
      failed = await send(i === 0 ? headOf(token) : "");
      await stage.passUntil(stage.clock.sleep(every), minutes);
    }
    if (answer === null) stage.result(1, { status: null, body: new Uint8Array(), error: failed });
    else await stage.passUntil(answer, 10 * minutes);
    raw.close();

    async function look(): Promise<void> {
      stage.result(1, await readAnswer(new BufioReader(raw.conn)));
      answered = true;
    }

    /** @returns why the next piece cannot be sent */
    async function send(head: string): Promise<EoflabError | null> {
      const sending = raw.send(head + "x".repeat(piece)).then(
        () => null,
        (err: unknown) => {
          if (err instanceof EoflabError) return err;
          throw err;
        },
      );
      await stage.passUntil(sending, minutes);
      return await sending;
    }
  };
}

const headOf = (token: string): string =>
  `POST /files HTTP/1.1\r\nHost: archive\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${pieces * piece}\r\n\r\n`;

const wrongToken = sends({ token: "abracadabra", looks });
const neverLooks = sends({ token: "abracadabra", looks: Number.POSITIVE_INFINITY });
const rightToken = sends({ token: "sesame", looks });

/** Whether the client has its 401, while it still sends. */
function refused(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  if (result?.status === 401 && result.error === null && result.t <= patience) return null;
  const at = recording.first("client.error") ?? result;
  const when = result === undefined ? "" : `, at ${seconds(result.t)}`;
  const expected = `status 401 within ${seconds(patience)}, of the ${seconds(pieces * every)} that the file takes`;
  return { expected, seen: `${gotWords(result)}${when}`, at };
}

/** Whether the client that never looks is cut off in time. */
function cutOff(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  const expected = `that nothing more can be sent after ${seconds(patience)} at the latest`;
  if (result?.error && result.t <= patience) return null;
  const seen =
    result?.error == null ? "all of the file is taken" : `it can until ${seconds(result.t)}: ${result.error}`;
  return { expected, seen, at: recording.last("client.write") };
}

/** Whether a file is stored as a whole, and whoever sent it knows that. */
function kept(recording: Recording): Failure | null {
  const result = resultOn(recording, 1);
  const line = stored(pieces * piece);
  const said = logWords(recording);
  const expected = `status 201, and a file of ${pieces * piece} bytes that is stored`;
  if (result?.status === 201 && result.error === null && said.includes(line)) return null;
  return { expected, seen: `${gotWords(result)}; the log: ${said}`, at: result };
}

export const unreadBodyExercise = defineExercise<Own>({
  lab: "unread-body",
  task: "a refusal that those who are refused never see",
  behaviours: [
    {
      id: "refusal-arrives",
      text: "whoever has the wrong token gets status 401 while the file is still on its way",
      scenario: wrongToken,
      check: refused,
      see: "step unread-body",
    },
    {
      id: "cut-off",
      text: "whoever is refused, sends on and never looks is cut off within three seconds",
      scenario: neverLooks,
      check: cutOff,
      see: "run unread-body --set linger=on --set looks=10s",
    },
    {
      id: "right-token",
      text: "whoever has the right token gets status 201, and the whole file is stored",
      scenario: rightToken,
      check: kept,
      see: "run unread-body --set size=100000 --set reads=100000",
    },
  ],
  hints: [
    "The 401 leaves the server, and the client never reads it. `eoflab step unread-body`: what does the kernel send when a socket is closed with bytes unread?",
    "`eoflab run unread-body --set linger=on` shows the same refusal from a server that ends the connection in another way: FIN, a wait, and then the close.",
    "A handler that answers and returns leaves all that to the server, which does it as Go's does. What has to go is the hijacking, not the answer.",
    'import { error } from "eoflab"; then, in place of refuse(w): await error(w, "wrong token", 401); and return.',
  ],
  mutants: [
    {
      file: "reads_it_all.ts",
      idea: "read the whole file before answering, so that nothing is unread",
      lacks: "refusal-arrives",
    },
    { file: "half_closes.ts", idea: "send FIN before the close", lacks: "refusal-arrives" },
    { file: "leaves_it_open.ts", idea: "send FIN, and let the client close", lacks: "cut-off" },
    { file: "reads_a_bit.ts", idea: "read what has come so far, then close", lacks: "refusal-arrives" },
    { file: "does_not_look.ts", idea: "store the file, and look at the token behind it", lacks: "cut-off" },
  ],
});
