/**
 * What the programs that make the load say, read.
 *
 * @module
 */

/** What was measured of a server in a few seconds. */
export interface Measured {
  /** Requests a second. */
  readonly rate: number;
  /** How many requests were answered. */
  readonly requests: number;
  /** In ms. */
  readonly p99: number;
  /** Answers that were none, or were no 2xx. */
  readonly errors: number;
}

/**
 * Reads wrk's report.
 *
 * @throws Error if no request was answered
 */
export function parseWrk(said: string): Measured {
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  const requests = Number(/(\d+) requests in/.exec(said)?.[1]);
  const [, p99 = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(said) ?? [];
  if (!(rate > 0) || p99 === "") throw new Error(`no request was answered; wrk says: ${said}`);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(said)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(said) ?? [];
  const errors = broken.slice(1).reduce((sum, n) => sum + Number(n), bad);
  return { rate, requests, p99: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1), errors };
}

/** The part of autocannon's JSON that is read. */
interface AutocannonReport {
  readonly duration: number;
  readonly requests: { readonly total: number };
  readonly latency: { readonly p99: number };
  readonly errors: number;
  readonly non2xx: number;
}

/**
 * Reads autocannon's report.
 *
 * @throws Error if no request was answered
 */
export function parseAutocannon(said: string): Measured {
  let report: AutocannonReport;
  try {
    report = JSON.parse(said) as AutocannonReport;
  } catch {
    throw new Error(`autocannon made no report; it says: ${said}`);
  }
  const { duration, requests, latency, errors, non2xx } = report;
  if (!(requests.total > 0)) throw new Error(`no request was answered; autocannon says: ${said}`);
  // Its own rate is that of whole seconds.
  const rate = requests.total / duration;
  return { rate, requests: requests.total, p99: latency.p99, errors: errors + non2xx };
}
