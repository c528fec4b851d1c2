// A line that is written before the answer has left cannot know. The flush asks for what the server would do a moment later, and
// says how it went. It belongs behind a handler that has returned: one that throws has no answer to send.

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
        failed = await flush(w);
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

/** @returns why the answer has not left; `null` if it has */
async function flush(w: ResponseWriter): Promise<unknown> {
  try {
    await new ResponseController(w).flush();
    return null;
  } catch (err) {
    return err;
  }
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
