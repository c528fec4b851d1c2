/** The bench reads what the programs that make its load say, and what it is told itself. */

import assert from "node:assert/strict";
import { test } from "tap";
import { autocannon, wrk } from "../load.ts";
import { parseAutocannon, parseWrk } from "../load_report.ts";
import { coresOf } from "../machine.ts";
import { readOptions, UsageError } from "../options.ts";

const wrkSays = (p99: string, errors = ""): string => `Running 1s test @ http://127.0.0.1:40309/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.92ms  458.68us  12.64ms   96.33%
    Req/Sec    26.30k     1.69k   27.83k    90.00%
  Latency Distribution
     50%    1.85ms
     75%    1.92ms
     90%    2.02ms
     99%    ${p99}
  26189 requests in 1.00s, 3.72MB read
${errors}Requests/sec:  26150.35
Transfer/sec:      3.72MB
`;

test("wrk's report is read: rate, number, and the 99th percentile in ms, whatever its unit", async () => {
  const read = { rate: 26150.35, requests: 26189, errors: 0 };
  assert.deepEqual(parseWrk(wrkSays("3.43ms")), { ...read, p99: 3.43 });
  assert.deepEqual(parseWrk(wrkSays("850.00us")), { ...read, p99: 0.85 });
  assert.deepEqual(parseWrk(wrkSays("1.25s")), { ...read, p99: 1250 });
});

test("what went wrong is counted: sockets, and answers that are no 2xx or 3xx", async () => {
  const sockets = "  Socket errors: connect 1, read 20, write 300, timeout 4000\n";
  assert.equal(parseWrk(wrkSays("1.00ms", sockets)).errors, 4321);
  assert.equal(parseWrk(wrkSays("1.00ms", `${sockets}  Non-2xx or 3xx responses: 7\n`)).errors, 4328);
});

test("a report without a request is an error that quotes it", async () => {
  const none = wrkSays("0.00us").replace("26150.35", "0.00");
  assert.throws(() => parseWrk(none), /no request was answered; wrk says: Running 1s test/);
  assert.throws(() => parseWrk("unable to connect"), /unable to connect/);
  const report = { duration: 1, requests: { total: 0 }, latency: { p99: 0 }, errors: 0, non2xx: 0 };
  assert.throws(() => parseAutocannon(JSON.stringify(report)), /no request was answered/);
  assert.throws(() => parseAutocannon("Killed"), /made no report; it says: Killed/);
});

test("autocannon's report is read: its rate is that of all requests over all of its time", async () => {
  const report = {
    duration: 2.5,
    requests: { average: 9, total: 1000 },
    latency: { p99: 12 },
    errors: 3,
    non2xx: 4,
  };
  assert.deepEqual(parseAutocannon(JSON.stringify(report)), {
    rate: 400,
    requests: 1000,
    p99: 12,
    errors: 7,
  });
});

test("both programs are asked for the same", async () => {
  const url = "http://127.0.0.1:1";
  const load = { path: "/x", connections: 7, close: true, fields: [["A", "b"]] } as const;
  assert.deepEqual(wrk.command(url, load, 3), [
    ...["wrk", "--latency", "-t1", "-c7", "-d3s"],
    ...["-H", "Connection: close", "-H", "A: b", `${url}/x`],
  ]);
  assert.deepEqual(autocannon.command(url, load, 3).slice(2), [
    ...["--json", "-c", "7", "-d", "3"],
    ...["-H", "Connection=close", "-H", "A=b", `${url}/x`],
  ]);
  assert.deepEqual(autocannon.command(url, { path: "/", connections: 1, pipelined: 16 }, 1).slice(7, 9), [
    "-p",
    "16",
  ]);
  assert.match(wrk.command(url, { path: "/", connections: 1, post: true }, 1)[6] ?? "", /\/echo\.lua$/);
});

test("the kernel's list of cores is read", async () => {
  assert.deepEqual(coresOf("0-1"), ["0", "1"]);
  assert.deepEqual(coresOf("2,5-7"), ["2", "5", "6", "7"]);
  assert.deepEqual(coresOf("3"), ["3"]);
  assert.deepEqual(coresOf(""), []);
});

const names = (all: readonly { readonly name: string }[] | undefined): string[] =>
  (all ?? []).map(({ name }) => name);

test("without options everything is measured, with five rounds at least", async () => {
  const options = readOptions([]);
  assert.deepEqual(options?.parts, ["compare", "memory", "growth", "start", "tracing"]);
  assert.equal(options?.rounds, 5);
  assert.equal(options?.quick, false);
  assert.equal(names(options?.cases).length, 7);
  assert.ok(names(options?.peers).includes("eoflab-node"));
});

test("cases that are named are measured alone, each once, in their own order", async () => {
  const options = readOptions(["--cases", "echo,small,echo", "--peers", "go", "--rounds", "7"]);
  assert.deepEqual(names(options?.cases), ["small", "echo"]);
  assert.deepEqual(names(options?.peers), ["go"]);
  assert.deepEqual(options?.parts, ["compare"]);
  assert.equal(options?.rounds, 7);
  assert.deepEqual(readOptions(["--cases", "small", "--parts", "memory,compare"])?.parts, [
    "compare",
    "memory",
  ]);
});

test("a quick look leaves out what takes long", async () => {
  const options = readOptions(["--quick"]);
  assert.deepEqual(names(options?.cases), ["small"]);
  assert.deepEqual(options?.parts, ["compare", "memory", "start", "tracing"]);
  assert.deepEqual([options?.rounds, options?.seconds], [2, 1]);
});

test("a mistake is said with what was meant to be there, and --help is none", async () => {
  const wrong = (args: string[], message: RegExp): void => {
    assert.throws(
      () => readOptions(args),
      (err) => err instanceof UsageError && message.test(err.message),
    );
  };
  wrong(["--cases", "tiny"], /^--cases tiny: want some of small, pipelined/);
  wrong(["--peers", ""], /^--peers : want some of eoflab-node/);
  wrong(["--parts", "all"], /^--parts all: want some of compare/);
  for (const n of ["0", "-1", "1.5", "five", "10000"]) wrong([`--rounds=${n}`], /want a whole number/);
  wrong(["--fast"], /--fast/);
  wrong(["small"], /small/);
  assert.equal(readOptions(["--help"]), null);
  assert.equal(readOptions(["-h"]), null);
});
