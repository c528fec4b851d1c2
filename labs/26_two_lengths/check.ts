/**
 * The exercise of lab 26, and what is true of a repaired relay.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { gotWords } from "../../lib/lab/observe.ts";
import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Recording } from "../../lib/mod.ts";
import { type Answer, account, Back } from "./back.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly ask: (request: Uint8Array | string) => Promise<Answer>;
}

const minutes = 60_000;

/** What the one asks who comes next. */
const next = "/mine";

const utf8 = new TextEncoder();

/** A request that somebody sends to the relay. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
  /** How it says where it ends. */
  readonly framing?: "content-length" | "chunked";
  /** How much of its body is missing, when the client goes. */
  readonly missing?: number;
}

/** The bytes of a request. */
function bytesOf({ method, path, body, framing = "content-length", missing = 0 }: Sent): Uint8Array {
  const line = `${method} ${path} HTTP/1.1\r\nHost: relay\r\n`;
  const part = body.subarray(0, body.length - missing);
  return framing === "chunked"
    ? joined(
        utf8.encode(`${line}Transfer-Encoding: chunked\r\n\r\n${part.length.toString(16)}\r\n`),
        part,
        utf8.encode("\r\n0\r\n\r\n"),
      )
    : joined(utf8.encode(`${line}Content-Length: ${body.length}\r\n\r\n`), part);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** Somebody sends that request through the relay, and when it is answered, or its client has gone, somebody else asks. */
function relays(sent: Sent): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const back = await Back.start(stage);
    const env: Env<Own> = { ...envOf(stage), ask: (request) => back.ask(request) };
    const url = await stage.serve(0, file.default(env));
    const first = await stage.dial(url);
    await first.send(bytesOf(sent));
    if ((sent.missing ?? 0) > 0) await first.conn.closeWrite();
    await exchange(stage, 1, new BufioReader(first.conn));
    first.close();
    const second = await stage.dial(url);
    await second.send(`GET ${next} HTTP/1.1\r\nHost: relay\r\n\r\n`);
    await exchange(stage, 2, new BufioReader(second.conn));
    second.close();
  };
}

/** Reads an answer; what its body says is in the log, as it is not in the recording otherwise. */
async function exchange(stage: Stage<object>, conn: number, br: BufioReader): Promise<void> {
  const answered = readAnswer(br).then((answer) => {
    stage.log(`client ${conn}: ${new TextDecoder().decode(answer.body)}`);
    stage.result(conn, answer);
  });
  await stage.passUntil(answered, minutes);
}

const umlaut: Sent = { method: "POST", path: "/orders", body: utf8.encode("größe=42&farbe=grün") };
const binary: Sent = {
  method: "POST",
  path: "/photos",
  body: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 13, 10]),
};
const chunks: Sent = { method: "POST", path: "/orders", body: utf8.encode("sock=left"), framing: "chunked" };
const getWithBody: Sent = {
  method: "GET",
  path: "/list",
  body: utf8.encode("GET /hidden HTTP/1.1\r\nHost: behind\r\n\r\n"),
};
const half: Sent = { method: "POST", path: "/orders", body: utf8.encode("sock=left&sum=12"), missing: 7 };

const scenarios = {
  umlaut: relays(umlaut),
  binary: relays(binary),
  chunks: relays(chunks),
  getWithBody: relays(getWithBody),
  half: relays(half),
};

/** The requests that the server behind has found, in order. */
function found(recording: Recording): string[] {
  return recording
    .all("handler.log")
    .flatMap(({ line }) => (line.startsWith("behind: ") ? [line.slice("behind: ".length)] : []));
}

const inWords = (lines: readonly string[]): string =>
  lines.length === 0 ? "none" : lines.map((line) => `"${line}"`).join(", ");

/** Whether the body has arrived behind the relay as it was sent. */
function arrives({ method, path, body }: Sent): (recording: Recording) => Failure | null {
  return (recording) => {
    const expected = account(method, path, body);
    const [first] = found(recording);
    if (first === expected) return null;
    const at = recording.all("handler.log").find(({ line }) => line.startsWith("behind: "));
    return {
      expected: `behind the relay: "${expected}"`,
      seen: first === undefined ? "no request" : `"${first}"`,
      at,
    };
  };
}

/** Whether the one who asks next has the answer to that, and nothing else was found behind the relay. */
function nextIsRight(recording: Recording): Failure | null {
  const wanted = account("GET", next, new Uint8Array());
  const second = recording.all("client.result").find((e) => e.conn === 2);
  const said = recording.all("handler.log").find(({ line }) => line.startsWith("client 2: "));
  const foreign = found(recording).slice(1);
  if (said?.line === `client 2: ${wanted}` && foreign.length === 1 && foreign[0] === wanted) return null;
  const got =
    said === undefined ? gotWords(second) : `${gotWords(second)}: "${said.line.slice("client 2: ".length)}"`;
  return {
    expected: `the answer "${wanted}" for who asks next, and behind the relay no other request than that`,
    seen: `${got}; found behind the relay: ${inWords(foreign)}`,
    at: said ?? second,
  };
}

/** Whether half an order was kept from the server behind. */
function keptBack(recording: Recording): Failure | null {
  const orders = found(recording).filter((line) => !line.startsWith(`GET ${next}`));
  if (orders.length === 0) return null;
  const at = recording.all("handler.log").find(({ line }) => line.startsWith("behind: "));
  return {
    expected: "that half an order is not passed on",
    seen: `behind the relay: ${inWords(orders)}`,
    at,
  };
}

export const twoLengthsExercise = defineExercise<Own>({
  lab: "two-lengths",
  task: "a relay behind which a request begins where none did",
  behaviours: [
    {
      id: "umlaut-next",
      text: "behind an order with an ö in it, whoever asks next gets the answer to that",
      scenario: scenarios.umlaut,
      check: nextIsRight,
      see: "step two-lengths",
    },
    {
      id: "umlaut-arrives",
      text: "an order with an ö in it arrives as it was sent",
      scenario: scenarios.umlaut,
      check: arrives(umlaut),
      see: "run two-lengths --set request=honest",
    },
    {
      id: "get-with-body",
      text: "behind a GET that has a body, whoever asks next gets the answer to that, and nothing is smuggled",
      scenario: scenarios.getWithBody,
      check: nextIsRight,
      see: "run two-lengths --set request=get-body",
    },
    {
      id: "binary-arrives",
      text: "a body that is no text arrives as it was sent",
      scenario: scenarios.binary,
      check: (recording) => arrives(binary)(recording) ?? nextIsRight(recording),
      see: "run two-lengths --set request=honest",
    },
    {
      id: "chunks-arrive",
      text: "an order in chunks arrives as it was sent",
      scenario: scenarios.chunks,
      check: (recording) => arrives(chunks)(recording) ?? nextIsRight(recording),
      see: "run two-lengths",
    },
    {
      id: "half-is-kept-back",
      text: "half an order is not passed on",
      scenario: scenarios.half,
      check: keptBack,
      see: "step half-closed",
    },
  ],
  hints: [
    "Where does a request end for the relay, and where for the server behind it? Run `eoflab step two-lengths`: what becomes of the bytes that one of them takes for a body, and the other does not?",
    'Content-Length counts bytes. "größe".length is 5, and as UTF-8 it has 7. And which of the requests that have a body does the relay give a length?',
    "Bytes that are decoded and encoded again are not always the same: pass them on as they are. The bytes of a text are new TextEncoder().encode(text). And readAll tells by its error when the body broke off.",
    "Answer 400 if error is not null; make the head with the Content-Length of bytes.length, for every method, and encode it; then one Uint8Array of head.length + bytes.length, set head at 0, bytes behind it, and ask(that).",
  ],
  mutants: [
    { file: "counts_bytes.ts", idea: "count the bytes of the text, for a POST", lacks: "get-with-body" },
    { file: "drops_the_gets_body.ts", idea: "a GET has no body, so leave it out", lacks: "umlaut-next" },
    {
      file: "encodes_again.ts",
      idea: "decode the text, count its bytes, and send it for each method",
      lacks: "binary-arrives",
    },
    { file: "refuses_the_rest.ts", idea: "refuse what is not plain ASCII", lacks: "umlaut-arrives" },
    {
      file: "passes_the_half.ts",
      idea: "pass on the bytes with their number, and that is all",
      lacks: "half-is-kept-back",
    },
  ],
});
