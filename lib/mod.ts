/**
 * eoflab: an HTTP/1.x server and client on raw sockets, with the structure and the behaviour of Go's net/http,
 * whose every layer can be watched.
 *
 * @module
 */

export { Reader as BufioReader, Writer as BufioWriter } from "./bufio/mod.ts";
export { type Clock, fastClock, systemClock, type Timer, VirtualClock } from "./clock.ts";
export { EoflabError, type ErrorCode, is, OpError, WriteError } from "./errors.ts";
export { type Body, noBody, readAll } from "./http/body.ts";
export { type CheckRedirect, Client, type ClientOptions } from "./http/client/client.ts";
export { type Ended, RawClient } from "./http/client/raw_client.ts";
export {
  type ClientRequest,
  newRequest,
  type RequestBody,
  type RequestOptions,
} from "./http/client/request.ts";
export type { ClientResponse } from "./http/client/response.ts";
export { SwitchedBody } from "./http/client/switched_body.ts";
export { Transport, type TransportOptions } from "./http/client/transport.ts";
export { UrlError } from "./http/client/url_error.ts";
export { Header } from "./http/header.ts";
export { error, notFound, redirect } from "./http/server/answers.ts";
export type { ConnState } from "./http/server/conn.ts";
export { ResponseController } from "./http/server/controller.ts";
export { MaxBytesError, maxBytesReader } from "./http/server/max_bytes_reader.ts";
export { abortHandler } from "./http/server/panic.ts";
export { Request } from "./http/server/request.ts";
export type { Hijacked } from "./http/server/response_conn.ts";
export type { Handler, ResponseWriter } from "./http/server/response_writer.ts";
export { Server, type ServerOptions } from "./http/server/server.ts";
export { timeoutHandler } from "./http/server/timeout_handler.ts";
export { trailerPrefix } from "./http/server/trailers.ts";
export { detectContentType } from "./http/sniff.ts";
export { statusText } from "./http/status.ts";
export { Url } from "./http/url.ts";
export type { Closer, Reader, Writer } from "./io.ts";
export { type Addr, type Conn, formatAddr, type Listener, type Network, parseAddr } from "./net/conn.ts";
export { ConnWrapper } from "./net/conn_wrapper.ts";
export { network, type TransportName } from "./net/platform.ts";
export { addressNames } from "./trace/addresses.ts";
export type { EventName, EventOf, Events, Lane, Trace, TraceEvent } from "./trace/events.ts";
export { Recorder } from "./trace/recorder.ts";
export { formatRecording, parseRecording, Recording, type RecordingHeader } from "./trace/recording.ts";
export { seconds } from "./trace/seconds.ts";
