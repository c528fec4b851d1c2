/**
 * HTTP messages in bytes that come in order: where each ends, and its line in Wireshark's Info.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { HttpBody } from "./http_body.ts";
import { HttpHead, readFields } from "./http_head.ts";
import { infoText } from "./info_text.ts";
import { type MediaWords, mediaWords } from "./media_words.ts";
import { WebSocketFrames } from "./websocket.ts";

/** What some bytes are to HTTP. */
export type HttpPart =
  /** They complete messages: their lines, as Wireshark's Info has them. */
  | { readonly kind: "lines"; readonly protocol: string; readonly text: string }
  /**
   * They are a part of a message that goes on; `text` is the message's line, where Wireshark looks at it anew with each
   * segment. `isWhole`: nothing else is in them.
   */
  | { readonly kind: "part"; readonly text: string | null; readonly isWhole: boolean }
  /** Too little of them was captured to say what they are. */
  | { readonly kind: "cut" }
  /** They belong to a message that is whole already. */
  | { readonly kind: "late" }
  /** They are no HTTP. */
  | { readonly kind: "other" };

/** What was asked for in one direction of a connection. */
export interface Asked {
  /**
   * The method of the last request that was whole; `null` before the first one. Wireshark takes each answer for one to
   * it, and only behind it what it cannot read for a message's continuation.
   */
  last: string | null;
  /** What the connection has become by an answer of this direction: to CONNECT, or with 101 and Upgrade. */
  became: "tunnel" | "websocket" | null;
}

/** Reads messages from the first byte of one; what is beyond the last one that is whole is kept, or counted. */
export class HttpMessages {
  /** The message that is being read: its header, and its body when that is complete. */
  #head: HttpHead | null = null;
  #body: HttpBody | null = null;
  /** Set once the connection is no HTTP any more, but a WebSocket. */
  #frames: WebSocketFrames | null = null;
  readonly #asked: Asked;
  readonly #askedBack: Asked;

  /** @param asked in the direction of the bytes, and `askedBack` in the other one */
  constructor(asked: Asked, askedBack: Asked) {
    this.#asked = asked;
    this.#askedBack = askedBack;
  }

  /** How many bytes are missing: 0 none, `null` not known, infinite for a body that the connection's end ends. */
  get missing(): number | null {
    if (this.#frames !== null) return this.#frames.missing;
    if (this.#head === null) return 0;
    return this.#body === null ? null : this.#body.missing;
  }

  /**
   * Takes the bytes that come next.
   *
   * @param isCut more of them were sent than captured: Wireshark says what it sees, and remembers nothing
   */
  take(bytes: Uint8Array, isCut = false): HttpPart {
    if (this.#became !== null) return this.#takeMore(bytes, isCut);
    // The rest of a body whose length is known is only counted; all else is looked at anew with each segment.
    const isCounted = this.#body !== null && !this.#body.isChunked;
    let rest = bytes;
    let skipped = false;
    let protocol = "HTTP";
    const lines: string[] = [];
    /** Whether Wireshark would look further. */
    let isShort = isCut;
    while (rest.length > (isCut && this.#head === null ? 1 : 0)) {
      if (this.#head === null) {
        // One empty line before a message is passed over (RFC 9112 §2.2).
        const hasLine = rest.length > 3 && rest[0] === 13 && rest[1] === 10;
        if (hasLine) rest = rest.subarray(2);
        skipped ||= hasLine;
        if (!isPrintable(rest[0])) {
          if (this.#isSeen) [protocol] = ["HTTP", lines.push(continuation)];
          isShort = false;
          break;
        }
        this.#head = new HttpHead();
      }
      if (!this.#head.isComplete) {
        rest = rest.subarray(this.#head.take(rest));
        if (this.#head.first === null ? isCut : this.#head.kind === null) {
          const { first } = this.#head;
          const isSeen = this.#isSeen;
          this.#asked.last ??= this.#head.begins();
          this.#head = null;
          if (!isSeen) break;
          const read = first === null ? null : readOn(first, rest);
          lines.push(continuation + (read?.words.text ?? ""));
          protocol = read?.words.protocol ?? "HTTP";
          if (read === null) break;
          rest = rest.subarray(read.length);
          continue;
        }
        if (!this.#head.isComplete) break;
        this.#body = this.#bodyOf(this.#head);
      }
      rest = rest.subarray(this.#body?.take(rest) ?? 0);
      if (this.#body?.isComplete !== true && this.#body?.isAwaited !== false) break;
      // Chunks are not put together where a segment is cut.
      if (isCut && this.#body.isChunked) break;
      const isMalformed = this.#body.isMalformed;
      const said = this.#end();
      lines.push(said.text);
      protocol = said.protocol;
      if (isMalformed) break;
      if (this.#became === null || rest.length === 0) continue;
      const more = this.#takeMore(rest, isCut);
      if (more.kind !== "lines") break;
      return { ...more, text: lines.join("") + more.text };
    }
    if (isCut) return this.#endCut(lines, protocol, isShort);
    const first = isCounted && lines.length === 0 ? null : this.#first;
    if (lines.length > 0) return { kind: "lines", protocol, text: lines.join("") + (first ?? "") };
    if (this.#head === null) return { kind: "other" };
    return { kind: "part", text: first, isWhole: !skipped };
  }

  /**
   * Takes `count` bytes of a body whose length is known.
   *
   * @param bytes they; `null`: they came in another order
   */
  skip(count: number, bytes: Uint8Array | null): HttpPart {
    if (this.#frames !== null) return framesPart(this.#frames.skip(count));
    if (bytes === null) this.#body?.skip(count);
    else this.#body?.take(bytes.subarray(0, count));
    if (this.#body?.isComplete !== true) return { kind: "part", text: null, isWhole: true };
    return { kind: "lines", ...this.#end() };
  }

  /** The connection ends: an answer that goes on until then is complete. */
  end(): HttpPart {
    return { kind: "lines", ...this.#end() };
  }

  get #became(): Asked["became"] {
    return this.#asked.became ?? this.#askedBack.became;
  }

  /** Takes what is no HTTP any more. */
  #takeMore(bytes: Uint8Array, isCut: boolean): HttpPart {
    if (this.#became !== "websocket") return { kind: "other" };
    if (isCut) {
      const said = new WebSocketFrames().takeCut(bytes);
      return said === null ? { kind: "cut" } : framesPart(said + cutSuffix);
    }
    this.#frames ??= new WebSocketFrames();
    return framesPart(this.#frames.take(bytes));
  }

  /** Whether what the body holds must be put together, or unpacked. */
  get #isPacked(): boolean {
    return this.#head !== null && (this.#head.isChunked || !["", "identity"].includes(this.#head.encoding));
  }

  get #isSeen(): boolean {
    return this.#asked.last !== null || this.#askedBack.last !== null;
  }

  /** The first line of the message that is being read, once it has come. */
  get #first(): string | null {
    const first = this.#head?.first ?? null;
    return first === null ? null : `${infoText(first)} `;
  }

  /** What is to be said of the message that is being read; none is, behind that. */
  #end(): { readonly protocol: string; readonly text: string } {
    const [head, body, first] = [this.#head, this.#body, this.#first];
    this.#head = this.#body = null;
    if (head === null || body === null) return { protocol: "HTTP", text: "" };
    if (head.kind !== "answer") this.#asked.last = head.method;
    const words = mediaWords(head, body.content);
    return { ...words, text: `${first}${words.text}${body.isMalformed ? "[Malformed Packet]" : ""}` };
  }

  /** Nothing is waited for where a segment was not captured whole. */
  #endCut(lines: string[], before: string, isShort: boolean): HttpPart {
    let protocol = before;
    if (this.#first !== null) {
      if (this.#head !== null && this.#head.kind !== "answer") this.#asked.last = this.#head.method;
      if (this.#isPacked) this.#body = null;
      const said = this.#body === null ? { protocol: "HTTP", text: this.#first } : this.#end();
      lines.push(said.text);
      protocol = said.protocol;
    }
    this.#head = this.#body = null;
    if (lines.length === 0) return { kind: isShort ? "cut" : "other" };
    return { kind: "lines", protocol, text: lines.join("") + (isShort ? cutSuffix : "") };
  }

  /**
   * The body, by the header and what was asked for. Wireshark does not wait for one where there can be none; but it
   * takes what has come with such a header for one.
   */
  #bodyOf(head: HttpHead): HttpBody {
    const { kind, status, transfer, length, isChunked } = head;
    if (kind !== "answer") {
      if (isChunked) return new HttpBody(head, "chunked", true);
      if (length !== null) return new HttpBody(head, length, true);
      return new HttpBody(head, kind === "request" && transfer === "" ? 0 : "untilEnd", false);
    }
    const asked = this.#askedBack.last;
    const isTaken = asked === "CONNECT" && status >= 200 && status < 300;
    if (isTaken && status === 200) this.#asked.became = "tunnel";
    if (status === 101 && head.upgrade !== "")
      this.#asked.became = head.upgrade === "websocket" ? "websocket" : "tunnel";
    const isEmpty = (status >= 100 && status < 200) || status === 204 || status === 304;
    const isAwaited = !(isEmpty || isTaken || asked === "HEAD");
    if (isChunked) return new HttpBody(head, isEmpty ? 0 : "chunked", isAwaited);
    if (length !== null) return new HttpBody(head, length, isAwaited);
    return new HttpBody(head, isEmpty ? 0 : "untilEnd", isAwaited);
  }
}

/**
 * Reads what goes on with a message of which this is the first line that is there: fields, and a body as they say it.
 *
 * @param rest what comes behind the line
 * @returns how much of that belongs to it, and the words for the body; `null`: it is no field
 */
function readOn(
  line: Uint8Array,
  rest: Uint8Array,
): { readonly length: number; readonly words: MediaWords } | null {
  const whole = concatBytes([line, lineEnd, rest]);
  const fields = readFields(whole);
  if (fields === null) return null;
  const { head, length } = fields;
  const body = new HttpBody(head, head.isChunked ? "chunked" : (head.length ?? "untilEnd"), false);
  const took = length + body.take(whole.subarray(length));
  return { length: took - line.length - lineEnd.length, words: mediaWords(head, body.content) };
}

function framesPart(text: string | null): HttpPart {
  if (text === null) return { kind: "part", text: null, isWhole: true };
  return { kind: "lines", protocol: "WebSocket", text };
}

const continuation = "Continuation";

const lineEnd = new TextEncoder().encode("\r\n");

/** What Wireshark says where it would look further than was captured. */
export const cutSuffix = "[Packet size limited during capture]";

/** Whether Wireshark looks for a line where this is the first byte: one of ASCII that can be seen. */
function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f;
}
