// What was collected leaves at the end, and what the end was is known; events that are an hour old are no events.

import { type Handler, type Header, ResponseController, type ResponseWriter } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

export default function service({ log, app }: Env<{ app: Handler }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w, r) => {
      const watched = new Watched(w);
      let failed: unknown = null;
      try {
        await app(watched, r);
        for (const part of watched.parts) await w.write(part);
        await new ResponseController(w).flush();
      } catch (err) {
        failed = err;
        throw err;
      } finally {
        log(
          `${r.method} ${r.target} ${watched.status} ${watched.bytes}${failed === null ? "" : ` error: ${words(failed)}`}`,
        );
      }
    },
  };
}

/** What went wrong, for the line. */
function words(failed: unknown): string {
  return failed instanceof Error ? failed.message : String(failed);
}

/** Passes everything on, and keeps account of it. */
class Watched implements ResponseWriter {
  status = 200;
  bytes = 0;
  readonly parts: (Uint8Array | string)[] = [];
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
    this.parts.push(typeof data === "string" ? data : data.slice());
    this.bytes += data.length;
    return data.length;
  }

  /** For a ResponseController. */
  unwrap(): ResponseWriter {
    return this.#w;
  }
}
