/**
 * What the programs of the clients have in common: they are given a limit in ms and URLs, and print for each URL a line
 * of JSON, before they ask for the next one.
 *
 * @module
 */

import process from "node:process";
import { systemClock } from "../../../clock.ts";
import { sha256Hex } from "../../../lab/sha256.ts";
import type { Said } from "../client_target.ts";

/** An answer, as far as it came. `fail` is what was thrown; `undefined` if nothing was. */
export interface Got {
  readonly status: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly fail?: unknown;
}

/** How long it waits before it asks again, in ms: until then the client has its connection back. */
const pause = 50;

/** Asks for each URL, prints what came of it, and ends the process. */
export async function each(ask: (url: string, limit: number) => Promise<Got>): Promise<void> {
  const [limit, ...urls] = process.argv.slice(2);
  for (const [i, url] of urls.entries()) {
    if (urls[i - 1] === url) await systemClock.sleep(pause);
    const { status, body, fail } = await ask(url, Number(limit));
    const said: Said = {
      status,
      bytes: body.length,
      sha256: status === null ? null : sha256Hex(body),
      error: fail === undefined ? null : wordsOf(fail),
    };
    await new Promise<void>((resolve) => {
      process.stdout.write(`${JSON.stringify(said)}\n`, () => resolve());
    });
  }
  process.exit(0);
}

/** An error's message, those of its causes, and the code where no message has it: `fetch failed: other side closed (UND_ERR_SOCKET)`. */
function wordsOf(err: unknown): string {
  const parts: string[] = [];
  let code = "";
  for (let e = err; e !== undefined && e !== null; e = (e as { cause?: unknown }).cause) {
    const { message, code: own } = Object(e) as { message?: unknown; code?: unknown };
    const text = String(message ?? e);
    // A cause that the message before it has told already is not told again.
    if (!parts.some((part) => part.includes(text))) parts.push(text);
    if (typeof own === "string") code = own;
  }
  const all = parts.join(": ");
  return code === "" || all.includes(code) ? all : `${all} (${code})`;
}

/** Bytes that came in pieces. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
