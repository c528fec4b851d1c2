/**
 * What a client says when a request failed.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import { quote } from "../../quote.ts";

/** The error of a whole request (Go's url.Error). Prints as Go's: `Get "http://127.0.0.1:8800": EOF`. */
export class UrlError extends EoflabError {
  override readonly name = "UrlError";
  /** The method, with one capital: `Get`. */
  readonly op: string;
  readonly url: string;
  declare readonly cause: EoflabError;

  constructor(method: string, url: string, cause: EoflabError) {
    const op = method.slice(0, 1) + method.slice(1).toLowerCase();
    super(cause.code, `${op} ${quote(url)}: ${cause.message}`, { cause });
    this.op = op;
    this.url = url;
  }
}
