/**
 * Runs a lab with another client in the place of its own: eoflab's server, in this process, on the machine's clock.
 *
 * @module
 */

import { systemClock, type Timer } from "../../clock.ts";
import { EoflabError, is } from "../../errors.ts";
import { runAsFar } from "../../lab/run.ts";
import { unaddressed } from "../../trace/addresses.ts";
import { formatRecording } from "../../trace/recording.ts";
import type { Hung } from "../hung.ts";
import type { Setting } from "../setting.ts";
import type { ClientTarget, Said } from "./client_target.ts";

/** What a client said. */
export interface ClientCell {
  readonly lab: string;
  readonly target: string;
  /** Its own words; `null`: it was not asked, and why is in `reason`. */
  readonly words: string | null;
  readonly reason: string | null;
  readonly recording: string | null;
  /** Whether it was asked, and nothing came of it. */
  readonly failed?: true;
}

/** Why a client is not asked, where a lab's own does more than one plain GET. */
export const asksAgain = "the lab's client asks more than once";

/** How long a client waits, in ms. */
const limit = 4_000;

/** How long nothing may happen, in ms: a client that has said nothing then hangs. */
const silence = limit + 6_000;

/** How long the lab may go on when the client has said its words, in ms: it may wait for what only its own client tells. */
const afterwards = 500;

/**
 * Runs a cell.
 *
 * @param hung those that are not asked any more; this client is added if it hangs
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function runClientCell(
  setting: Setting,
  client: ClientTarget,
  hung: Hung,
  signal: AbortSignal,
): Promise<ClientCell> {
  const { lab, knobs } = setting;
  if (hung.tooOften(client.id)) return failedCell(setting, client, hung.reason);
  try {
    await client.prepare?.(signal);
  } catch (err) {
    if (is(err, "INTERRUPTED") || !(err instanceof EoflabError)) throw err;
    return failedCell(setting, client, err.message);
  }
  const at = { lab: lab.id, target: client.id };
  let said: Said | null = null;
  let asked = 0;
  let refusal: EoflabError | null = null;
  const enough = new AbortController();
  const ask = async (url: string, ended: AbortSignal): Promise<Said> => {
    if (++asked > 1) enough.abort();
    try {
      const [first] = await client.ask({ urls: [url], limit, signal: AbortSignal.any([signal, ended]) });
      if (first === undefined) throw new EoflabError("SYSTEM", "it told of no answer");
      said = first;
      timer = systemClock.after(afterwards, () => enough.abort());
      return first;
    } catch (err) {
      // The lab's own client does not fail in this way, so that its scenario may wait on.
      if (err instanceof EoflabError && !is(err, "INTERRUPTED")) refusal = err;
      enough.abort();
      throw err;
    }
  };
  let timer: Timer | undefined;
  const { recording, error } = await runAsFar(lab, {
    knobs: knobs as never,
    clock: { mode: "real", speed: 1 },
    exchange: { ask },
    silence,
    signal: AbortSignal.any([signal, enough.signal]),
  });
  timer?.cancel();
  if (signal.aborted) throw new EoflabError("INTERRUPTED", "the comparison was interrupted");
  const notAsked = (reason: string): ClientCell => ({ ...at, words: null, reason, recording: null });
  // Where the lab's client is more than one plain GET, no other client can stand in for it.
  if (is(error, "NOT_SUPPORTED")) return notAsked((error as EoflabError).message);
  if (asked > 1) return notAsked(asksAgain);
  if (said === null) {
    if (refusal !== null) return failedCell(setting, client, (refusal as EoflabError).message);
    if (asked === 0) return notAsked(error instanceof EoflabError ? error.message : "it was not asked");
    hung.add(client.id);
    return failedCell(setting, client, `it said nothing within ${silence / 1000} s`);
  }
  const ndjson = [...formatRecording(recording)].join("\n");
  return { ...at, words: clientWords(said), reason: null, recording: ndjson };
}

/** The cell of a client of which nothing came. */
export function failedCell({ lab }: Setting, { id: target }: ClientTarget, reason: string): ClientCell {
  return { lab: lab.id, target, words: null, reason, recording: null, failed: true };
}

/** What it said, as a text: the status, how much came, and the error. */
function clientWords({ status, bytes, error }: Said): string {
  const words = error === null ? null : unaddressed(error);
  if (status === null) return words ?? "nothing";
  return `${status}, ${bytes} bytes${words === null ? "" : `, then ${words}`}`;
}
