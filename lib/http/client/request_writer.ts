/**
 * A request, to bytes (RFC 9112 §3 to §7, Go's (*Request).write and transferWriter). No sockets here: it writes to a
 * bufio.Writer, whatever is behind it.
 *
 * @module
 */

import type { Writer as BufioWriter } from "../../bufio/mod.ts";
import type { Clock, Timer } from "../../clock.ts";
import { EoflabError, heard } from "../../errors.ts";
import type { Reader } from "../../io.ts";
import { quote } from "../../quote.ts";
import { type Header, trimBlanks } from "../header.ts";
import { hasToken } from "../tokens.ts";
import { type ClientRequest, outgoingLength } from "./request.ts";

/** What the client calls itself, unless the request says otherwise. */
const defaultUserAgent = "eoflab-http-client/1.1";

/** Fields that are written in a place of their own. */
const writtenApart: ReadonlySet<string> = new Set([
  "Host",
  "User-Agent",
  "Content-Length",
  "Transfer-Encoding",
  "Trailer",
]);

/** An error of the request's own body, and not of the connection. */
export class RequestBodyError extends EoflabError {
  override readonly name = "RequestBodyError";
  declare readonly cause: EoflabError;

  constructor(cause: EoflabError) {
    super(cause.code, cause.message, { cause });
  }
}

/**
 * Writes a request, and flushes it.
 *
 * @param extra fields that the transport adds
 * @param waitForContinue waits until the body may be sent, and says whether it is; `null` to send it at once
 * @throws WriteError of the connection; RequestBodyError; EoflabError INVALID_ARGUMENT when the request contradicts itself
 */
export async function writeRequest(
  bw: BufioWriter,
  req: ClientRequest,
  extra: Header,
  waitForContinue: (() => Promise<boolean>) | null,
  clock: Clock,
): Promise<void> {
  const plan = await planBody(req, clock);
  await bw.writeString(requestLine(req));
  await bw.writeString(`Host: ${hostField(req)}\r\n`);
  await bw.writeString(userAgentField(req));
  await bw.writeString(framingFields(req, plan));
  await bw.writeString(req.header.format(writtenApart));
  await bw.writeString(`${extra.format()}\r\n`);
  if (waitForContinue !== null) {
    await bw.flush();
    if (!(await waitForContinue())) return;
  }
  if (plan.isStream) await bw.flush();
  await writeBody(bw, req, plan);
  await bw.flush();
}

/** How the body goes out. */
interface BodyPlan {
  readonly body: Reader | null;
  /** -1 if it is not known. */
  readonly length: number;
  readonly chunked: boolean;
  /** Whether the body may take its time: then neither the header nor a piece of it waits in the buffer for more. */
  readonly isStream: boolean;
}

/** How long a body of unknown length is given to show that it is not empty, in ms. */
const probeTime = 200;

/**
 * A body of unknown length is chunked. Where a method usually has none, its first byte is read before: a body that
 * turns out to be empty is none. One that takes longer than `probeTime` counts as not empty, since it may be waiting
 * for the answer (Go's probeRequestBody).
 */
async function planBody(req: ClientRequest, clock: Clock): Promise<BodyPlan> {
  const { method, contentLength } = req;
  if (contentLength !== 0 && req.body === null) {
    throw invalid(`http: Request.ContentLength=${contentLength} with nil Body`);
  }
  const length = outgoingLength(req);
  const isStream = req.body !== null && req.getBody === null;
  if (length !== -1 || method === "CONNECT") return { body: req.body, length, chunked: false, isStream };
  const body = usuallyLacksBody.has(method) ? await probe(req.body, clock) : req.body;
  if (body === null) return { body, length: 0, chunked: false, isStream: false };
  return { body, length: -1, chunked: true, isStream };
}

const usuallyLacksBody: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "DELETE",
  "OPTIONS",
  "PROPFIND",
  "SEARCH",
]);

async function probe(body: Reader | null, clock: Clock): Promise<Reader | null> {
  if (body === null) return null;
  const begun = new BegunBody(body);
  let timer: Timer | undefined;
  const slow = new Promise<boolean>((resolve) => {
    timer = clock.after(probeTime, () => resolve(false));
  });
  const isEmpty = await Promise.race([begun.isEmpty(), slow]);
  timer?.cancel();
  return isEmpty ? null : begun;
}

/** A body whose first byte has been asked for. */
class BegunBody implements Reader {
  readonly #body: Reader;
  readonly #byte = new Uint8Array(1);
  /** What comes of asking for the first byte; `null` once that is read. */
  #first: Promise<number | null> | null;

  constructor(body: Reader) {
    this.#body = body;
    this.#first = heard(Promise.resolve(body.read(this.#byte)));
  }

  /** Whether it ends before its first byte; a body that fails is not empty. */
  async isEmpty(): Promise<boolean> {
    try {
      return (await this.#first) === null;
    } catch {
      return false;
    }
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.#first === null) return await this.#body.read(p);
    const n = await this.#first;
    this.#first = null;
    p.set(this.#byte.subarray(0, n ?? 0));
    return n;
  }
}

function requestLine(req: ClientRequest): string {
  const { method, url } = req;
  let target = url.requestUri();
  if (method === "CONNECT" && url.path === "") target = url.opaque === "" ? hostField(req) : url.opaque;
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) throw invalid("net/http: can't write control character in Request.URL");
  }
  return `${method} ${target} HTTP/1.1\r\n`;
}

/** The host without the zone of an IPv6 address, which means something on this machine only (RFC 6874 §1). */
function hostField({ host, url }: ClientRequest): string {
  const named = host === "" ? url.host : host;
  if (!/^[!$%&'()*+,\-.:;=[\]_~0-9A-Za-z]*$/.test(named)) return "";
  return named.replace(/^(\[[^\]%]*)%[^\]]*\]/, "$1]");
}

function userAgentField({ header }: ClientRequest): string {
  const agent = header.has("User-Agent") ? header.get("User-Agent") : defaultUserAgent;
  return agent === "" ? "" : `User-Agent: ${trimBlanks(agent.replace(/[\r\n]/g, " "))}\r\n`;
}

/** What tells how the body is framed, and whether the connection ends, in Go's order. */
function framingFields(req: ClientRequest, { length, chunked }: BodyPlan): string {
  const { method, close, header, trailer } = req;
  let text = "";
  if (close && !hasToken(header.get("Connection"), "close")) text += "Connection: close\r\n";
  if (chunked) text += "Transfer-Encoding: chunked\r\n";
  else if (length > 0 || (length === 0 && ["POST", "PUT", "PATCH"].includes(method))) {
    text += `Content-Length: ${length}\r\n`;
  }
  if (chunked && trailer !== null) text += trailerField(trailer);
  return text;
}

function trailerField(trailer: Header): string {
  const names = [...trailer].map(([name]) => name).sort();
  const wrong = names.find((name) => ["Transfer-Encoding", "Trailer", "Content-Length"].includes(name));
  if (wrong !== undefined) throw invalid(`invalid Trailer key ${quote(wrong)}`);
  return names.length === 0 ? "" : `Trailer: ${names.join(",")}\r\n`;
}

async function writeBody(bw: BufioWriter, req: ClientRequest, plan: BodyPlan): Promise<void> {
  const { body, length, chunked, isStream } = plan;
  if (body === null) return;
  const p = new Uint8Array(32 * 1024);
  let total = 0;
  for (let n = await readBody(body, p); n !== null; n = await readBody(body, p)) {
    const room = chunked || length === -1 ? n : Math.min(n, Math.max(0, length - total));
    if (chunked && n > 0) await bw.writeString(`${n.toString(16)}\r\n`);
    if (room > 0) await bw.write(p.subarray(0, room));
    if (chunked && n > 0) await bw.writeString("\r\n");
    if (chunked || isStream) await bw.flush();
    total += n;
  }
  if (chunked) {
    await bw.writeString("0\r\n");
    await bw.writeString(`${req.trailer?.format() ?? ""}\r\n`);
  } else if (length !== -1 && total !== length) {
    throw invalid(`http: ContentLength=${length} with Body length ${total}`);
  }
}

async function readBody(body: Reader, p: Uint8Array): Promise<number | null> {
  try {
    return await body.read(p);
  } catch (err) {
    throw err instanceof EoflabError ? new RequestBodyError(err) : err;
  }
}

function invalid(message: string): EoflabError {
  return new EoflabError("INVALID_ARGUMENT", message);
}
