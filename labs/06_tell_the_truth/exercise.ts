// Exercise 06, tell-the-truth: the access log
//
// Support says that /report is broken; we say that it works: there is a line in the access log, with status 200 and 200 bytes.
// Both are right. The client got EOF.
//
// Your task: repair the access log, so that
//   - an answer that did not leave has its line, and behind it the error: GET /report 200 200 error: … i/o timeout,
//   - all others have the line that they have now, and nobody has two: GET /quick 200 200,
//   - a handler that throws has a line with its error, too; its client gets what it gets now, no status and EOF,
//   - events still arrive when they are made, and not when all are.
//
// Try it with: eoflab check tell-the-truth

import type { Handler, Header, ResponseWriter } from "eoflab";
import type { Env, Service } from "eoflab/exercise";

/** `app` is the service itself, and is as it is. */
export default function service({ log, app }: Env<{ app: Handler }>): Service {
  return {
    writeTimeout: 10_000,
    handler: async (w, r) => {
      const watched = new Watched(w);
      await app(watched, r);
      log(`${r.method} ${r.target} ${watched.status} ${watched.bytes}`);
    },
  };
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
