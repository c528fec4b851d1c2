/**
 * The exercise of lab 24, and what is true of a repaired server.
 *
 * @module
 */

import { type Behaviour, defineExercise, type Env, envOf, type Failure } from "../../lib/lab/exercise.ts";
import { logged } from "../../lib/lab/outcome.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { Header, newRequest, type Reader, type Recording, seconds } from "../../lib/mod.ts";
import { makeBody } from "../01_silent_eof/body.ts";

/** What the file is given beside the clock and the log. */
interface Own {
  readonly limit: number;
  readonly mayUpload: (user: string) => Promise<boolean>;
  readonly store: (photo: Uint8Array) => Promise<void>;
}

/** The largest photo that is taken, one that is taken, and two that are not. */
const limit = 10_000;
const small = 5_000;
const large = 50_000;
const unannouncedLarge = 20_000;

/** How long a phone waits to be told, and how long the other service takes, in ms. */
const patience = 1_000;
const checkTime = 2_000;

const minutes = 60_000;

function envWith(stage: Stage<object>): Env<Own> {
  return {
    ...envOf(stage),
    limit,
    mayUpload: async (user) => {
      await stage.sleep(checkTime);
      return user === "ada";
    },
    store: async (photo) => stage.log(storedLine(photo.length)),
  };
}

const storedLine = (bytes: number): string => `stored: ${bytes} bytes`;

/** A photo that somebody sends. */
interface Upload {
  readonly user?: string;
  readonly size: number;
  /** Whether its size is announced, and the word waited for. */
  readonly asks: boolean;
}

/** Somebody sends a photo. */
function uploads({ user = "ada", size, asks }: Upload): Behaviour<Own>["scenario"] {
  return async (stage, file) => {
    const url = await stage.serve(0, file.default(envWith(stage)));
    const client = stage.client({ expectContinueTimeout: patience });
    const header = new Header({ User: user });
    if (asks) header.set("Expect", "100-continue");
    const photo = makeBody("text", size, 1);
    const body = asks ? photo : readerOf(photo);
    await stage.passUntil(client.do(newRequest("POST", url, { header, body })), 10 * minutes);
    await stage.passUntil(stage.saw("handler.return"), 10 * minutes);
    client.close();
    await stage.passUntil(
      stage.saw("server.state", (e) => e.state === "closed"),
      10 * minutes,
    );
  };
}

/** Bytes of which nobody knows how many they are. */
function readerOf(bytes: Uint8Array): Reader {
  let rest = bytes;
  return {
    read: async (p) => {
      if (rest.length === 0) return null;
      const n = Math.min(p.length, rest.length);
      p.set(rest.subarray(0, n));
      rest = rest.subarray(n);
      return n;
    },
  };
}

const asksToSendLarge = uploads({ size: large, asks: true });
const asksToSendSmall = uploads({ size: small, asks: true });
const mayNot = uploads({ user: "mallory", size: small, asks: true });

/** How much of a photo had left the phone at an instant; of a request that asks first. */
function left(recording: Recording, by = Number.POSITIVE_INFINITY): number {
  const sent = recording.all("client.write").filter(({ t }) => t < by);
  const text = sent.map(({ data }) => atob(data)).join("");
  const header = text.indexOf("\r\n\r\n");
  if (header === -1) return 0;
  return sent.reduce((sum, { bytes }) => sum + bytes, 0) - (header + 4);
}

/** Whether the phone got this status, and so much was stored. */
function comesTo(status: number, bytes: number | null): (recording: Recording) => Failure | null {
  return (recording) => {
    const result = recording.last("client.result");
    const stored = logged(recording).filter((line) => line.startsWith("stored: "));
    const got =
      result === undefined
        ? "no answer within 10 minutes"
        : (result.error ?? `status ${String(result.status)}`);
    const expected = `status ${status}, and ${bytes === null ? "nothing" : `${bytes} bytes`} stored`;
    const seen = `${got}, and ${stored.length === 0 ? "nothing" : stored.map((line) => line.slice(8)).join(", ")} stored`;
    const right =
      bytes === null ? stored.length === 0 : stored.length === 1 && stored[0] === storedLine(bytes);
    return right && result?.status === status && result.error === null
      ? null
      : { expected, seen, at: result };
  };
}

export const continueExercise = defineExercise<Own>({
  lab: "continue",
  task: "photos that are sent a second too late, or for nothing",
  behaviours: [
    {
      id: "told-in-time",
      text: "who asks and announces a photo that is not too large is told to send it before a second is over",
      scenario: asksToSendSmall,
      check: (recording) => {
        if (left(recording, patience) === small) return null;
        const sent = recording.all("client.write")[1];
        return {
          expected: `that the photo leaves before ${seconds(patience)}, when the phone stops waiting`,
          seen:
            sent === undefined ? "it never leaves" : `it leaves at ${seconds(sent.t)}, without being told`,
          at: sent,
        };
      },
      see: "run continue --set limit=20000 --set handlerTime=0",
    },
    {
      id: "too-large-stays",
      text: "who asks and announces a photo that is too large gets a 413, and sends nothing of it",
      scenario: asksToSendLarge,
      check: (recording) => {
        const failure = comesTo(413, null)(recording);
        if (failure !== null || left(recording) === 0) return failure;
        return {
          expected: `a 413 before ${seconds(patience)}, and nothing of the photo sent`,
          seen: `${left(recording)} bytes of it sent`,
          at: recording.all("client.write")[1],
        };
      },
      see: "run continue --set handlerTime=0",
    },
    {
      id: "photo-stored",
      text: "a photo that is not too large is stored, and the phone gets a 200",
      scenario: asksToSendSmall,
      check: comesTo(200, small),
      see: "run continue --set limit=20000",
    },
    {
      id: "not-allowed",
      text: "who may not upload gets a 403, and nothing is stored",
      scenario: mayNot,
      check: comesTo(403, null),
      see: "step continue",
    },
    {
      id: "unannounced",
      text: "a photo whose size was not announced is stored, if it is not too large",
      scenario: uploads({ size: small, asks: false }),
      check: comesTo(200, small),
      see: "run continue --set expect=off --set limit=20000",
    },
    {
      id: "unannounced-too-large",
      text: "a photo whose size was not announced, and which is too large, gets a 413, and is not stored",
      scenario: uploads({ size: unannouncedLarge, asks: false }),
      check: comesTo(413, null),
      see: "run continue --set expect=off",
    },
  ],
  hints: [
    "Who says 100 Continue, and when? Run `eoflab run continue --set limit=20000`, and look for it: what does the handler do just before?",
    "Everything that the handler awaits before its first read is time that the phone waits. What of this handler's decisions needs the photo, what needs two seconds, and what needs only the header?",
    "r.contentLength is what was announced: refuse by it first. It is -1 when nothing was: such a photo has to be counted while it is read (maxBytesReader), or after.",
    '`if (r.contentLength > limit) return error(w, "too large", 413);`, then read the body, and only then, or meanwhile (Promise.all), `await mayUpload(…)`. Leave the other two decisions in, and `store` at the end.',
  ],
  mutants: [
    {
      file: "asks_first.ts",
      idea: "look at what was announced before reading, that is enough",
      lacks: "told-in-time",
    },
    {
      file: "tells_everybody.ts",
      idea: "say 100 Continue at once, and nobody waits",
      lacks: "too-large-stays",
    },
    {
      file: "believes_the_header.ts",
      idea: "the header says how large it is, so nobody has to count",
      lacks: "unannounced-too-large",
    },
    {
      file: "wants_a_length.ts",
      idea: "who does not say how large it is gets a 411",
      lacks: "unannounced",
    },
    {
      file: "stores_first.ts",
      idea: "store it while it is found out whether it may be",
      lacks: "not-allowed",
    },
  ],
});
