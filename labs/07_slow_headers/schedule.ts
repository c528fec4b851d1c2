/**
 * When something is due in lab 07: who sends a byte, who is given up, who gives up.
 *
 * @module
 */

/** How long after each slow client the next one comes, in ms. */
const apart = 1;

/** More than that takes minutes to run and to read. */
const mostDue = 20_000;

/** The knobs that it depends on; times are in ms. */
export interface Timing {
  readonly readHeaderTimeout: number;
  readonly clients: number;
  readonly every: number;
  readonly patience: number;
  readonly honest: number;
}

/** Something that is due at an instant, in ms. Clients are numbered from 1; the honest one is the last. */
export interface Due {
  readonly at: number;
  readonly client: number;
  readonly what: "dial" | "byte" | "timeout" | "give up" | "ask";
}

/** When a slow client came, in ms. */
export const start = (client: number): number => (client - 1) * apart;

/** When a slow client's connection ends, in ms: by the server's deadline, or because it gives up. */
export function end({ readHeaderTimeout, patience }: Timing, client: number): number {
  return readHeaderTimeout > 0 ? Math.min(start(client) + readHeaderTimeout, patience) : patience;
}

/** All that is due, in its order. What is due at one instant is done one after the other. */
export function schedule(timing: Timing): Due[] {
  const { clients, every, patience, honest } = timing;
  const due: Due[] = [];
  for (let client = 1; client <= clients; client++) {
    const over = end(timing, client);
    due.push({ at: start(client), client, what: "dial" });
    for (let at = every; at < over; at += every) {
      if (at > start(client)) due.push({ at, client, what: "byte" });
    }
    due.push({ at: over, client, what: over === patience ? "give up" : "timeout" });
  }
  due.push({ at: honest, client: clients + 1, what: "ask" });
  return due.sort((a, b) => a.at - b.at);
}

/** What would be left to luck; `null` if nothing is. */
export function luck(timing: Timing): string | null {
  const { readHeaderTimeout, clients, every, patience } = timing;
  const bytes = clients * Math.floor(end(timing, 1) / every);
  if (bytes > mostDue)
    return `${bytes} single bytes are too many: want ${mostDue} at most, so a longer every or fewer clients`;
  if (patience <= start(clients)) return "patience is over before the last client comes: want a longer one";
  const due = schedule(timing);
  const timeout = (at: number): boolean =>
    readHeaderTimeout > 0 && at >= readHeaderTimeout && at <= start(clients) + readHeaderTimeout;
  const both = due.find(({ at }, i) => timeout(at) && at === due[i + 1]?.at);
  if (both === undefined) return null;
  return `at ${both.at} ms a deadline passes and something else is due, and luck would decide which comes first: want another readHeaderTimeout, every, patience or honest`;
}
