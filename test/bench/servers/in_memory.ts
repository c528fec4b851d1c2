/**
 * What a byte costs that comes alone, without a kernel: the whole server on an in-memory connection; the parser alone, on a
 * source that has every byte at hand; and, as the floor of the first, the same connection with nobody but a loop that reads.
 *
 *     node dist/test/bench/servers/in_memory.js ROUNDS
 */

import process from "node:process";
import { readRequest } from "../../../lib/http/request.ts";
import { BufioReader, type Conn, Server, systemClock } from "../../../lib/mod.ts";
import { pipeNetwork } from "../../../lib/net/pipe.ts";
import type { BytePoint, ByteSeries } from "../byte_by_byte.ts";
import { type Form, forms, lengths, message } from "../messages.ts";
import { spreadOf } from "../spread.ts";
import { block } from "./handlers.ts";

/** Takes a message in pieces of a size, so many times. */
type Take = (bytes: Uint8Array, piece: number, times: number) => Promise<void>;

const network = pipeNetwork(systemClock);
const addr = { host: "127.0.0.1", port: 1 };

async function connectToServer(): Promise<Conn> {
  const listener = await network.listen(addr);
  const server = new Server({
    handler: async (w, r) => {
      while ((await r.body.read(block)) !== null);
      await w.write("Hello, World!\n");
    },
  });
  void server.serve(listener).catch(() => {});
  return await network.dial(addr);
}

/** A connection whose other end reads whatever comes, and answers each message with a byte. */
async function connectToReader(length: () => number): Promise<Conn> {
  const to = { host: "127.0.0.1", port: 2 };
  const listener = await network.listen(to);
  const near = await network.dial(to);
  const far = await listener.accept();
  const serve = async (): Promise<void> => {
    for (;;) {
      let n = 0;
      do n += (await far.read(block)) ?? 0;
      while (n < length());
      await far.write(new Uint8Array(1));
    }
  };
  void serve();
  return near;
}

const answer = new Uint8Array(4096);

/** Sends a message in pieces, each when the one before has been read. */
function over(conn: Conn): Take {
  return async (bytes, piece, times) => {
    for (let i = 0; i < times; i++) {
      const answered = conn.read(answer);
      for (let at = 0; at < bytes.length; at += piece) {
        await conn.write(bytes.subarray(at, at + piece));
        // What the other end does with it, it does in this turn.
        if (piece < bytes.length) await new Promise(setImmediate);
      }
      await answered;
    }
  };
}

/** A message's bytes, a piece with each read. */
class Pieces {
  readonly #bytes: Uint8Array;
  readonly #piece: number;
  /** How many are read. */
  #at = 0;

  constructor(bytes: Uint8Array, piece: number) {
    this.#bytes = bytes;
    this.#piece = piece;
  }

  async read(p: Uint8Array): Promise<number | null> {
    const part = this.#bytes.subarray(this.#at, this.#at + Math.min(this.#piece, p.length));
    if (part.length === 0) return null;
    p.set(part);
    this.#at += part.length;
    return part.length;
  }
}

const parse: Take = async (bytes, piece, times) => {
  for (let i = 0; i < times; i++) {
    const request = await readRequest(new BufioReader(new Pieces(bytes, piece)));
    while ((await request?.body.read(block)) != null);
  }
};

/** What a byte costs in µs. */
async function cost(take: Take, bytes: Uint8Array, piece: number, times: number): Promise<number> {
  const before = process.cpuUsage();
  await take(bytes, piece, times);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (times * bytes.length);
}

/** How many bytes are sent to measure: a byte at a time, and in one piece. */
const enough = { slow: 8 << 10, fast: 2 << 20 };

async function measure(way: ByteSeries["way"], form: Form, take: Take, rounds: number): Promise<ByteSeries> {
  const points: BytePoint[] = [];
  // The first time the code is compiled; that is no cost of a byte.
  await cost(take, message(form, 1024), 1, 50);
  await cost(take, message(form, 1024), 2048, 500);
  for (const size of lengths) {
    const bytes = message(form, size);
    const slow: number[] = [];
    const fast: number[] = [];
    for (let i = 0; i < rounds; i++) {
      slow.push(await cost(take, bytes, 1, Math.ceil(enough.slow / size)));
      fast.push(await cost(take, bytes, bytes.length, Math.ceil(enough.fast / size)));
    }
    points.push({ size, byteAtATime: spreadOf(slow), inOnePiece: spreadOf(fast) });
  }
  return { way, peer: "eoflab-node", form, points };
}

const rounds = Number(process.argv[2] ?? 3);
const all: ByteSeries[] = [];
const toServer = over(await connectToServer());
for (const form of forms) all.push(await measure("server in memory", form, toServer, rounds));
for (const form of forms) all.push(await measure("parser alone", form, parse, rounds));
let length = 0;
const toReader = over(await connectToReader(() => length));
const drop: Take = async (bytes, piece, times) => {
  length = bytes.length;
  await toReader(bytes, piece, times);
};
// What is not looked at costs the same in every form.
all.push(await measure("read and dropped, in memory", "request line", drop, rounds));
console.log(JSON.stringify(all));
process.exit(0);
