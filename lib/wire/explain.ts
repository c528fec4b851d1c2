/**
 * Which packet is which event: what a packet means to the programs at its two ends. All numbers come from the packets.
 *
 * @module
 */

import type { ReadRow } from "./read_rows.ts";
import { flag } from "./tcp_segment.ts";

/** What is known of a connection between two packets. */
interface Story {
  /** The port of the client, and when its last request was seen. */
  readonly client: number;
  requestAt: number | null;
  /** Whether anything of an answer to it was seen. */
  answered: boolean;
  /** When a byte, a FIN or a SYN was seen last: what is no probe. */
  lastAt: number;
  probeAt: number | null;
  /** Who ended its stream, by port. */
  readonly ended: Set<number>;
}

/** So many connections are remembered. */
const mostStories = 4096;

/** Explains packets, one after another. */
export class Explainer {
  readonly #stories = new Map<string, Story>();

  /** The client's port in the connection of a packet, once one of it has been explained. */
  clientOf(read: ReadRow): number | null {
    return this.#stories.get(keyOf(read) ?? "")?.client ?? null;
  }

  /** What a packet means; `null`: it says nothing by itself. */
  explain(read: ReadRow): string | null {
    const { row, tcp } = read;
    const key = keyOf(read);
    if (tcp === null || key === null) return null;
    const at = Number(row.seconds);
    const story = this.#storyOf(key, read, at);
    const isClient = tcp.sourcePort === story.client;
    const who = isClient ? "client" : "server";
    const has = (bits: number): boolean => (tcp.flags & bits) !== 0;
    const is = (word: string): boolean => tcp.analysis.some((known) => known.startsWith(word));
    const since = story.lastAt;
    if (!is("TCP Keep-Alive") && !is("TCP Dup ACK")) {
      if (row.protocol !== "TCP" || tcp.length > 0 || has(flag.syn | flag.fin)) story.lastAt = at;
    }
    if (is("TCP Keep-Alive ACK") || (is("TCP Dup ACK") && story.probeAt !== null && at - story.probeAt < 1)) {
      return `the ${who}'s system answers the probe: it lives. The programs see nothing of it`;
    }
    if (is("TCP Keep-Alive")) {
      const first = story.probeAt === null || at - story.probeAt >= 1;
      const quiet = spoken(at - (story.probeAt === null || since > story.probeAt ? since : story.probeAt));
      story.probeAt = at;
      return `the ${who}'s system asks whether the other one lives${first ? `, after ${quiet} of silence` : ""}. No byte for a program: it moves no deadline`;
    }
    if (has(flag.rst))
      return `the ${who} tears the connection down: the other program gets "connection reset by peer"`;
    if (has(flag.syn)) {
      return has(flag.ack)
        ? "the server's system takes the connection, whether its program accepts yet or not"
        : "the client connects: the server's accept returns when this is answered";
    }
    if (row.protocol.startsWith("HTTP") && row.info.startsWith("HTTP/")) {
      story.answered = true;
      const took = story.requestAt === null ? "" : `, ${spoken(at - story.requestAt)} after the request`;
      return `the answer${took}`;
    }
    if (has(flag.fin)) return ending(story, isClient, tcp.sourcePort, at);
    if (row.protocol.startsWith("HTTP")) {
      story.requestAt = at;
      story.answered = false;
      return "the request: the handler starts. A deadline of the server's counts from here, and is an instant: no later packet moves it";
    }
    if (is("TCP ZeroWindow"))
      return `the ${who} reads nothing: its buffer is full, and the other side must wait`;
    if (is("TCP Window Update")) return `the ${who} says how much it can take now. No byte for a program`;
    if (is("TCP Retransmission") || is("TCP Fast") || is("TCP Spurious") || is("TCP Out-Of-Order")) {
      return "bytes that were sent before: the program gets them once";
    }
    if (tcp.length > 0) {
      if (!isClient) story.answered = true;
      return `${tcp.length} bytes from the ${who}`;
    }
    if (story.ended.size === 2) return "and that is acknowledged: the connection is gone";
    if (story.ended.size === 1) return null;
    return story.requestAt === null && isClient ? "the connection stands" : null;
  }

  #storyOf(key: string, { row, tcp }: ReadRow, at: number): Story {
    const known = this.#stories.get(key);
    const flags = tcp?.flags ?? 0;
    const begins = (flags & (flag.syn | flag.ack)) === flag.syn;
    if (known !== undefined && !begins) return known;
    const [from = 0, to = 0] = [tcp?.sourcePort, tcp?.destinationPort];
    const isAnswer = (flags & flag.syn) !== 0 && (flags & flag.ack) !== 0;
    const asks = begins || (row.protocol.startsWith("HTTP") && !row.info.startsWith("HTTP/"));
    const client = isAnswer ? to : asks ? from : Math.max(from, to);
    const story = {
      client,
      requestAt: null,
      answered: false,
      lastAt: at,
      probeAt: null,
      ended: new Set<number>(),
    };
    if (this.#stories.size >= mostStories) this.#stories.clear();
    this.#stories.set(key, story);
    return story;
  }
}

/** What the end of a stream means, by what came before it. */
function ending(story: Story, isClient: boolean, port: number, at: number): string {
  const isFirst = story.ended.size === 0;
  story.ended.add(port);
  if (isClient) return isFirst ? "the client ends: it sends nothing more" : "the client closes too";
  const { requestAt } = story;
  if (!isFirst) return "the server closes too";
  if (requestAt === null || story.answered) return "the server closes";
  return (
    `the server closes, ${spoken(at - requestAt)} after the request, and not one byte of an answer was sent: the client reads EOF. ` +
    "In lab 01 the handler has ended by now, and every write of it went well"
  );
}

/** The two ends, in an order of their own. */
function keyOf({ row, tcp }: ReadRow): string | null {
  if (tcp === null) return null;
  const ends = [`${row.source} ${tcp.sourcePort}`, `${row.destination} ${tcp.destinationPort}`];
  return ends.sort().join(" ");
}

/** A time in seconds, as one says it. */
function spoken(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  return `${(seconds * 1000).toFixed(1)} ms`;
}
