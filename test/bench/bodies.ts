/**
 * Bodies of any length, sent to a server or taken from it, a block at a time.
 *
 * @module
 */

import { once } from "node:events";
import net from "node:net";
import { block } from "./servers/handlers.ts";

/** Ends a wait with an error when the connection does. */
export interface Wire {
  readonly socket: net.Socket;
  /** Resolves with the next answer's body length in bytes, when the whole of it has come. Its length must be declared. */
  answer(): Promise<number>;
}

/** Opens a connection whose answers are counted and thrown away. */
export async function wireTo(port: number): Promise<Wire> {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let head = "";
  /** How much of the body is still to come; -1 while the header is read. */
  let left = -1;
  let length = 0;
  let settle: { resolve: (length: number) => void; reject: (err: Error) => void } | null = null;
  socket.on("data", (chunk: Uint8Array) => {
    if (left === -1) {
      head += String.fromCharCode(...chunk.subarray(0, 4096));
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
      left = length - (chunk.length - (end + 4));
      if (!head.startsWith("HTTP/1.1 200 ")) settle?.reject(new Error(`not answered: ${head}`));
    } else {
      left -= chunk.length;
    }
    if (left > 0) return;
    left = -1;
    head = "";
    settle?.resolve(length);
  });
  const gone = (): void => settle?.reject(new Error("the server has closed the connection"));
  socket.on("error", gone).on("close", gone);
  return {
    socket,
    answer: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
      }),
  };
}

/** Sends so many bodies of a length one after the other on one connection, or asks for them. */
export async function transferred(
  port: number,
  way: "download" | "upload",
  length: number,
  count: number,
): Promise<void> {
  const { socket, answer } = await wireTo(port);
  for (let i = 0; i < count; i++) {
    const answered = answer();
    if (way === "download") {
      socket.write(`GET /download/${length} HTTP/1.1\r\nHost: a\r\n\r\n`);
    } else {
      socket.write(`POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`);
      for (let left = length; left > 0; left -= block.length) {
        if (!socket.write(block.subarray(0, left))) await once(socket, "drain");
      }
    }
    const got = await answered;
    if (way === "download" && got !== length) throw new Error(`asked for ${length} bytes, and got ${got}`);
  }
  socket.destroy();
}
