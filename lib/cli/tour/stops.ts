/**
 * The stops of the tour: a request's way through the server, from ListenAndServe to the end of the connection.
 *
 * @module
 */

import type { TraceEvent } from "../../trace/events.ts";
import type { Recording } from "../../trace/recording.ts";
import { seconds } from "../../trace/seconds.ts";
import type { Mark } from "./source.ts";
import { bufferOf, deadlineAt, wroteOf } from "./values.ts";

/** A function or a type of Go's that does the same. */
export interface GoPlace {
  /** Its file, from GOROOT/src. */
  readonly file: string;
  /** `(*conn).serve`, `response`. */
  readonly name: string;
}

/** One stop. */
export interface Stop {
  readonly title: string;
  readonly text: string;
  readonly code: readonly Mark[];
  readonly go: GoPlace;
  /** The event of a recording that happens here; `undefined` when the run did not come by. */
  on(rec: Recording): TraceEvent | undefined;
  /** What the run had here: a name and a value each. */
  values(rec: Recording): readonly (readonly [name: string, value: string])[];
}

const server = "lib/http/server/server.ts";
const conn = "lib/http/server/conn.ts";
const response = "lib/http/server/response.ts";
const chunkWriter = "lib/http/server/chunk_writer.ts";
const bufio = "lib/bufio/direct_writer.ts";
const goServer = (name: string): GoPlace => ({ file: "net/http/server.go", name });
const goBufio = (name: string): GoPlace => ({ file: "bufio/bufio.go", name });

export const stops: readonly Stop[] = [
  {
    title: "ListenAndServe",
    text: "The server opens its port and goes into the loop that takes connections.",
    code: [{ file: server, begins: "async listenAndServe(" }],
    go: goServer("(*Server).ListenAndServe"),
    on: (rec) => rec.first("server.listen"),
    values: (rec) => [["address", rec.first("server.listen")?.addr ?? "none"]],
  },
  {
    title: "Serve",
    text: "Each connection that is accepted is served on its own. The loop does not wait for it.",
    code: [{ file: server, begins: "async serve(" }],
    go: goServer("(*Server).Serve"),
    on: (rec) => rec.first("server.accept"),
    values: (rec) => [["client", rec.first("server.accept")?.addr ?? "none"]],
  },
  {
    title: "newConn",
    text: "The socket becomes a connection of the server, in the state new.",
    code: [{ file: server, begins: "#start(socket" }],
    go: goServer("(*Server).newConn"),
    on: (rec) => rec.first("server.state"),
    values: (rec) => [["state", rec.first("server.state")?.state ?? "none"]],
  },
  {
    title: "conn.bufr and conn.bufw",
    text: "Every connection has a buffer to read from and one to write to. Below the second one sits the checkConnErrorWriter, and below that the socket.",
    code: [
      { file: conn, begins: "this.#checked = new" },
      { file: conn, begins: "this.bufw = new" },
      { file: conn, begins: "this.#bufr = new" },
    ],
    go: goServer("conn"),
    on: (rec) => rec.first("rwc.read"),
    values: (rec) => [
      ["read from the socket", `${rec.first("rwc.read")?.bytes ?? 0} bytes`],
      ["conn.bufw", bufferOf(rec.first("conn.bufw.fill"), "empty")],
    ],
  },
  {
    title: "conn.serve",
    text: "The loop of a connection: read a request, call the handler, finish the answer, and again. No deadline is looked at here.",
    code: [{ file: conn, begins: "async serve(" }],
    go: goServer("(*conn).serve"),
    on: (rec) => rec.all("server.state").find((e) => e.state === "active"),
    values: (rec) => [
      ["state", rec.all("server.state").find((e) => e.state === "active")?.state ?? "never active"],
    ],
  },
  {
    title: "readRequest",
    text: "With the header read, the time for the whole answer begins to run, handler included.",
    code: [
      { file: conn, begins: "#readRequest(" },
      { file: conn, begins: "#requestRead(" },
      { file: "lib/http/server/conn_deadlines.ts", begins: "answerBegins(" },
    ],
    go: goServer("(*conn).readRequest"),
    on: (rec) => rec.first("server.request"),
    values: (rec) => {
      const req = rec.first("server.request");
      return [
        ["request", req === undefined ? "none" : `${req.method} ${req.target} ${req.proto}`],
        ["write deadline", deadlineAt(rec, req)],
      ];
    },
  },
  {
    title: "response and its w",
    text: "What the handler knows as w writes into response.w, which writes to the chunkWriter, which writes to conn.bufw. Two buffers lie between the handler and the socket.",
    code: [
      { file: response, begins: "this.#cw = new" },
      { file: response, begins: "this.w = new" },
    ],
    go: goServer("response"),
    on: (rec) => rec.first("handler.start"),
    values: (rec) => [["response.w", bufferOf(rec.first("response.w.fill"), "empty")]],
  },
  {
    title: "ServeHTTP",
    text: "The handler runs. While it works nobody looks at the connection's write deadline.",
    code: [{ file: conn, begins: "#callHandler(" }],
    go: goServer("serverHandler.ServeHTTP"),
    on: (rec) => rec.first("handler.start"),
    values: (rec) => {
      const slept = rec.all("handler.sleep").reduce((sum, e) => sum + e.ms, 0);
      return [
        ["the handler waits", seconds(slept)],
        ["write deadline", deadlineAt(rec, rec.first("handler.wake"))],
      ];
    },
  },
  {
    title: "response.write",
    text: "The handler's write. It checks what may be written and hands the bytes to response.w; what that says is what the handler is told.",
    code: [{ file: response, begins: "#write(" }],
    go: goServer("(*response).write"),
    on: (rec) => rec.first("handler.write"),
    values: (rec) => {
      const wrote = rec.first("handler.wrote");
      return [
        ["written", `${rec.first("handler.write")?.bytes ?? 0} bytes`],
        ["the handler was told", wrote === undefined ? "nothing" : wroteOf(wrote)],
        ["write deadline", deadlineAt(rec, rec.first("handler.write"))],
      ];
    },
  },
  {
    title: "bufio.Writer.Write, into response.w",
    text: "Bytes that fit are copied, and the call returns without an error: nothing below was asked.",
    code: [
      { file: bufio, begins: "write(p:" },
      { file: bufio, begins: "#mayKeep(" },
      { file: bufio, begins: "#keep(" },
    ],
    go: goBufio("(*Writer).Write"),
    on: (rec) => rec.first("response.w.fill"),
    values: (rec) => [["response.w", bufferOf(rec.first("response.w.fill"), "filled")]],
  },
  {
    title: "finishRequest",
    text: "The handler has returned. Both buffers are emptied now, and what that reports reaches nobody.",
    code: [
      { file: response, begins: "finish(" },
      { file: response, begins: "#endBody(" },
    ],
    go: goServer("(*response).finishRequest"),
    on: (rec) => rec.first("handler.return"),
    values: (rec) => [
      ["error of the handler", rec.first("handler.return")?.error ?? "none"],
      ["write deadline", deadlineAt(rec, rec.first("handler.return"))],
    ],
  },
  {
    title: "chunkWriter.writeHeader",
    text: "At the first byte that leaves response.w the header is decided: a length if the whole body is known, chunks if not.",
    code: [{ file: chunkWriter, begins: "#writeHeader(" }],
    go: goServer("(*chunkWriter).writeHeader"),
    on: (rec) => rec.first("chunkWriter.header"),
    values: (rec) => {
      const header = rec.first("chunkWriter.header");
      return [
        ["header", `${header?.bytes ?? 0} bytes, status ${header?.status ?? "none"}`],
        ["framing", header?.framing ?? "none"],
      ];
    },
  },
  {
    title: "chunkWriter.Write",
    text: "Each piece from response.w goes on to conn.bufw. Only an error of conn.bufw closes the socket here, and a buffer with room reports none.",
    code: [{ file: chunkWriter, begins: "#writeBody(" }],
    go: goServer("(*chunkWriter).Write"),
    on: (rec) => rec.first("chunkWriter.write"),
    values: (rec) => {
      const piece = rec.first("chunkWriter.write");
      return [
        ["body", `${piece?.bytes ?? 0} bytes, ${piece?.chunked === true ? "as a chunk" : "as they are"}`],
      ];
    },
  },
  {
    title: "bufio.Writer.Write, into conn.bufw",
    text: "The same code with the larger buffer. Only what does not fit is passed on to the socket while the handler can still be told.",
    code: [{ file: bufio, begins: "#write(" }],
    go: goBufio("(*Writer).Write"),
    on: (rec) => rec.last("conn.bufw.fill"),
    values: (rec) => [["conn.bufw", bufferOf(rec.last("conn.bufw.fill"), "filled")]],
  },
  {
    title: "bufio.Writer.Flush, of conn.bufw",
    text: "What the buffer holds is passed on. An error stays in it, for whoever comes next.",
    code: [
      { file: bufio, begins: "async #drain(" },
      { file: bufio, begins: "async #passOn(" },
    ],
    go: goBufio("(*Writer).Flush"),
    on: (rec) => rec.last("conn.bufw.flush"),
    values: (rec) => [["passed on", `${rec.last("conn.bufw.flush")?.bytes ?? 0} bytes`]],
  },
  {
    title: "checkConnErrorWriter",
    text: "The first place that asks the socket, and so the first that can meet the deadline. An error is kept for the connection, and told to no log.",
    code: [{ file: "lib/http/server/check_conn_error_writer.ts", begins: "write(p:" }],
    go: goServer("checkConnErrorWriter.Write"),
    on: (rec) => rec.last("rwc.wrote"),
    values: (rec) => {
      const wrote = rec.last("rwc.wrote");
      return [
        ["the socket", wrote === undefined ? "was not asked" : wroteOf(wrote)],
        ["write deadline", deadlineAt(rec, wrote)],
      ];
    },
  },
  {
    title: "shouldReuseConnection",
    text: "A connection with a write error gets no other request. It is closed, and the client gets what had been sent until then.",
    code: [{ file: response, begins: "shouldReuseConnection(" }],
    go: goServer("(*response).shouldReuseConnection"),
    on: (rec) => rec.last("server.state"),
    values: (rec) => {
      const got = rec.last("client.result");
      return [
        ["state", rec.last("server.state")?.state ?? "none"],
        ["log", `${rec.all("server.log").length} lines`],
        [
          "the client got",
          got === undefined ? "nothing" : (got.error ?? `${got.status}, ${got.bytes} bytes`),
        ],
      ];
    },
  },
];
