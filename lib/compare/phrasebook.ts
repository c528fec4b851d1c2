/**
 * The phrasebook: what each client calls each failure mode. It is recorded from runs (phrasebook.json, by
 * `npm run record:phrasebook`), and read by whoever looks something up.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EoflabError, is } from "../errors.ts";
import { projectFolder } from "../workshop/sources.ts";
import type { ClientTarget } from "./clients/mod.ts";
import type { Mode } from "./modes/mod.ts";
import { type ModeServer, serveMode } from "./modes/serve.ts";

/** What a client says of a mode. */
export interface Phrase {
  readonly status: number | null;
  /** How many bytes of the body it got. */
  readonly bytes: number;
  /** Its words, with the addresses and times of {@link steady}; `null` if all is well for it. */
  readonly error: string | null;
  /** How many requests the server saw: more than were asked for are the client's own attempts. */
  readonly requests: number;
}

/** A client of the phrasebook. */
export interface PhrasebookClient {
  readonly id: string;
  readonly title: string;
  readonly version: string;
}

/** What one client says of all modes, by their ids. */
export type Phrases = Readonly<Record<string, Phrase>>;

/** The phrasebook. */
export interface Phrasebook {
  readonly clients: readonly PhrasebookClient[];
  readonly modes: readonly {
    readonly id: string;
    readonly title: string;
    readonly labs: readonly string[];
    /** How often the client asked. */
    readonly asks: number;
    /** By the clients' ids. */
    readonly said: Phrases;
  }[];
}

/** The limit that every client is given, in ms. */
export const clientLimit = 1000;

export const phrasebookFile: string = join(projectFolder, "lib/compare/phrasebook.json");

/**
 * Reads what was recorded.
 *
 * @throws BAD_RECORDING
 */
export async function readPhrasebook(): Promise<Phrasebook> {
  try {
    return JSON.parse(await readFile(phrasebookFile, "utf8")) as Phrasebook;
  } catch (cause) {
    const message = `${phrasebookFile} cannot be read. \`npm run record:phrasebook\` makes it anew`;
    throw new EoflabError("BAD_RECORDING", message, { cause });
  }
}

/**
 * Has a client meet modes, one after the other, in one process.
 *
 * @throws what {@link ClientTarget.ask} throws
 */
export async function meet(
  client: ClientTarget,
  modes: readonly Mode[],
  signal?: AbortSignal,
): Promise<Phrases> {
  const servers: ModeServer[] = [];
  try {
    for (const mode of modes) servers.push(await serveMode(mode));
    const urls = modes.flatMap(({ asks = 1 }, i) => Array(asks).fill(servers[i]?.url) as string[]);
    const asking = { urls, limit: clientLimit };
    const said = await client.ask(signal === undefined ? asking : { ...asking, signal });
    let at = 0;
    return Object.fromEntries(
      modes.map(({ id, asks = 1 }, i): [string, Phrase] => {
        at += asks;
        const last = said[at - 1];
        const server = servers[i];
        if (last === undefined || server === undefined) throw new Error("a client tells of each answer");
        const { status, bytes, error } = last;
        const phrase = { status, bytes, error: error && steady(error, server.url) };
        return [id, { ...phrase, requests: server.requests }];
      }),
    );
  } finally {
    for (const server of servers) server.close();
  }
}

/** What came of a client: what it says, or why it says nothing. */
export type Met =
  | { readonly client: PhrasebookClient; readonly phrases: Phrases }
  | { readonly client: Omit<PhrasebookClient, "version">; readonly absent: string };

/** Has a client meet modes, if it is here. */
export async function meetIfHere(
  client: ClientTarget,
  modes: readonly Mode[],
  signal?: AbortSignal,
): Promise<Met> {
  const { id, title } = client;
  const presence = await client.presence();
  if (!presence.present) return { client: { id, title }, absent: `absent: ${presence.install}` };
  try {
    const { version } = presence;
    return { client: { id, title, version }, phrases: await meet(client, modes, signal) };
  } catch (err) {
    if (!(err instanceof EoflabError) || is(err, "INTERRUPTED")) throw err;
    return { client: { id, title }, absent: `failed: ${err.message}` };
  }
}

/** So many clients are asked at once: they mostly wait. */
const atOnce = 3;

/**
 * Has clients meet modes.
 *
 * @param onMet called with each that is done
 * @returns in the order of the clients
 */
export async function meetAll(
  all: readonly ClientTarget[],
  modes: readonly Mode[],
  { signal, onMet }: { signal?: AbortSignal; onMet?: (met: Met) => void } = {},
): Promise<Met[]> {
  const met: Met[] = [];
  const queue = [...all.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [i, client] = next;
      const one = await meetIfHere(client, modes, signal);
      met[i] = one;
      onMet?.(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return met;
}

/** Makes a phrasebook of what clients have said. */
export function phrasebookOf(met: readonly Met[], modes: readonly Mode[]): Phrasebook {
  const here = met.filter((one) => "phrases" in one);
  return {
    clients: here.map(({ client }) => client),
    modes: modes.map(({ id, title, labs, asks = 1 }) => ({
      id,
      title,
      labs,
      asks,
      said: Object.fromEntries(
        here.flatMap(({ client, phrases }) => {
          const phrase = phrases[id];
          return phrase === undefined ? [] : [[client.id, phrase]];
        }),
      ),
    })),
  };
}

/** Words without what differs from run to run: the server's port is 8800, the client's 50000, and times are rounded. */
export function steady(words: string, url: string): string {
  const { port } = new URL(url);
  return words
    .replaceAll(new RegExp(`\\b${port}\\b`, "g"), "8800")
    .replace(/127\.0\.0\.1:(?!8800\b)\d+/g, "127.0.0.1:50000")
    .replace(/\b\d+ (?:ms|milliseconds)\b/g, (time) => {
      const [ms = "", unit = ""] = time.split(" ");
      return `${Math.round(Number(ms) / 100) * 100} ${unit}`;
    });
}
