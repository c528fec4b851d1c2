/**
 * A middleware that logs each answer, and what became of it.
 *
 * @module
 */

import {
  EoflabError,
  type Handler,
  type Header,
  ResponseController,
  type ResponseWriter,
} from "../../lib/mod.ts";

/** Passes everything on, and keeps account of it. */
class Watched implements ResponseWriter {
  status = 200;
  /** The bytes that the handler's writes took. */
  bytes = 0;
  /** The first error that a write or the flush reported. */
  error: EoflabError | null = null;
  readonly #w: ResponseWriter;

  constructor(w: ResponseWriter) {
    this.#w = w;
  }

  get header(): Header {
    return this.#w.header;
  }

  writeHeader(code: number): void {
    this.status = code;
    this.#w.writeHeader(code);
  }

  async write(data: Uint8Array | string): Promise<number> {
    try {
      const n = await this.#w.write(data);
      this.bytes += n;
      return n;
    } catch (err) {
      if (err instanceof EoflabError) this.error ??= err;
      throw err;
    }
  }

  /** For a ResponseController. */
  unwrap(): ResponseWriter {
    return this.#w;
  }
}

/**
 * Logs a line for each request: method, target, status, bytes, and the error if there was one.
 *
 * @param flush whether to flush behind the handler, so that an error is known before the line is written
 */
export function accessLog(next: Handler, flush: boolean, log: (line: string) => void): Handler {
  return async (w, r) => {
    const watched = new Watched(w);
    await next(watched, r);
    if (flush) {
      try {
        await new ResponseController(w).flush();
      } catch (err) {
        if (!(err instanceof EoflabError)) throw err;
        watched.error ??= err;
      }
    }
    const { status, bytes, error } = watched;
    log(`${r.method} ${r.target} ${status} ${bytes}${error === null ? "" : ` error: ${error.message}`}`);
  };
}
