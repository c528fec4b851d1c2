// Also behind a handler that has thrown: its client gets a header, 200, and then nothing.

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
      } catch (err) {
        failed = err;
        throw err;
      } finally {
        await new ResponseController(w).flush().catch((err: unknown) => {
          failed ??= err;
        });
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
    const n = await this.#w.write(data);
    this.bytes += n;
    return n;
  }

  /** For a ResponseController. */
  unwrap(): ResponseWriter {
    return this.#w;
  }
}
