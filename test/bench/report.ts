/**
 * What was measured, for people: tables, and what came of each promise.
 *
 * @module
 */

import type { Budget } from "./budgets.ts";
import type { ByteSeries } from "./byte_by_byte.ts";
import { cases, idleCount } from "./cases.ts";
import { beside, idleRatio, type Memory, type Row, yardstick } from "./compare.ts";
import { type Growth, slopes } from "./growth.ts";
import type { Result } from "./result.ts";
import { spreadOf } from "./spread.ts";
import type { LabTimes, Start } from "./start.ts";
import { showBytes, showSpread, table } from "./table.ts";
import type { Tracing } from "./tracing.ts";

/** The whole report. */
export function report(result: Result, budgets: readonly Budget[]): string {
  const { machine, load, rounds, seconds, rows, memory, growths, bytes, start, labs, tracing } = result;
  const measured = [rows, memory, growths, bytes, labs].some(({ length }) => length > 0) || start !== null;
  if (result.interrupted && !measured) return "Interrupted: nothing was measured to its end.";
  const parts = [
    result.interrupted ? "Interrupted: what was not finished is left out." : null,
    `${machine}\nRounds of ${seconds} s, ${rounds} for each (${rounds * 2} for the small answer), asked by ${load.program}: the median, and the least and the most in brackets.`,
    load.note,
    result.missing.length === 0 ? null : `Not installed, and left out: ${result.missing.join(", ")}.`,
    rows.length === 0 ? null : caseTable(rows),
    rows.some((row) => row.case === "beside-idle") ? idleTable(rows) : null,
    memory.length === 0 ? null : memoryTable(memory),
    ...growths.map(growthTable),
    bytes.length === 0 ? null : byteTable(bytes),
    start === null ? null : startLines(start),
    ...labs.map(labTable),
    tracing === null ? null : tracingLines(tracing),
    budgetTable(budgets),
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

function caseTable(rows: readonly Row[]): string {
  const head = [
    "case",
    "server",
    "requests/s",
    `times ${yardstick}`,
    "CPU µs",
    "p99 ms",
    `p99 times ${yardstick}`,
    "errors",
  ];
  const lines = rows.map(({ case: name, peer, rounds }) => {
    const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
    return [
      name,
      peer,
      spreadOf(rounds.map(({ rate }) => rate)).median.toFixed(0),
      showSpread(beside(rows, name, peer, yardstick, "rate"), 2),
      spreadOf(rounds.map(({ cpu }) => cpu)).median.toFixed(1),
      spreadOf(rounds.map(({ p99 }) => p99)).median.toFixed(2),
      showSpread(beside(rows, name, peer, yardstick, "p99"), 2),
      errors === 0 ? "" : String(errors),
    ];
  });
  const titles = cases
    .filter(({ name }) => rows.some((row) => row.case === name))
    .map(({ name, title, connections }) => `  ${name}: ${title}; ${connections} connections`);
  return [
    "1. The servers beside each other",
    ...titles,
    "CPU: the server's processor time for a request. The canned answers are the limit: they read no request.",
    "",
    table(head, lines, 2),
  ].join("\n");
}

function idleTable(rows: readonly Row[]): string {
  const lines = rows
    .filter((row) => row.case === "beside-idle")
    .map((row) => [row.peer, showSpread(idleRatio(row), 2)]);
  return [
    `2. Requests a second beside ${idleCount} idle connections, of those just before without`,
    "",
    table(["server", "of those without"], lines, 1),
  ].join("\n");
}

function memoryTable(all: readonly Memory[]): string {
  const yard = all.find(({ peer }) => peer === yardstick)?.bytes.median;
  const lines = all.map(({ peer, bytes }) => [
    peer,
    showSpread({ median: bytes.median / 1024, min: bytes.min / 1024, max: bytes.max / 1024 }, 1),
    yard === undefined ? "" : (bytes.median / yard).toFixed(2),
  ]);
  return [
    `2. Memory of the server for each of ${idleCount} connections that are kept and idle`,
    "",
    table(["server", "KB", `times ${yardstick}`], lines, 1),
  ].join("\n");
}

const seriesTitles = {
  connections: { title: "connections, a small answer each time", unit: "connection" },
  fields: { title: "fields of a request's header, of 32 bytes each", unit: "field" },
  download: { title: "the length of an answer's body, streamed", unit: "KB" },
  upload: { title: "the length of a request's body, read and counted", unit: "KB" },
} as const;

function growthTable({ series, peer, points }: Growth): string {
  const { title, unit } = seriesTitles[series];
  const isBody = unit === "KB";
  const steps = slopes(points);
  const head = [unit, "CPU µs for a request", "for each", "for each further", ...(isBody ? ["peak"] : [])];
  const lines = points.map(({ size, cost, peak }, i) => {
    const units = isBody ? size / 1024 : size;
    const step = steps[i - 1];
    return [
      isBody ? showBytes(size) : String(size),
      showSpread(cost, 1),
      series === "connections" ? "" : (cost.median / units).toFixed(3),
      step === undefined || series === "connections" ? "" : (isBody ? step * 1024 : step).toFixed(3),
      ...(peak === null ? [] : [showBytes(Math.round(peak / 1_024_000) * 1_024_000)]),
    ];
  });
  return [`3. How the cost grows with ${title}: ${peer}`, "", table(head, lines, 1)].join("\n");
}

function byteTable(all: readonly ByteSeries[]): string {
  const sizes = all[0]?.points.map(({ size }) => size) ?? [];
  const head = [
    "read by",
    "server",
    "what is long",
    ...sizes.map((size) => `${showBytes(size)} µs`),
    "in one piece",
    "times",
  ];
  const lines = all.map(({ way, peer, form, points }) => {
    const last = points.at(-1);
    return [
      way,
      peer,
      form,
      ...points.map(({ byteAtATime }) => byteAtATime.median.toFixed(2)),
      last?.inOnePiece.median.toFixed(4) ?? "",
      last === undefined ? "" : (last.byteAtATime.median / last.inOnePiece.median).toFixed(0),
    ];
  });
  return [
    "3. What a byte costs the server (CPU) that comes alone, in messages of four lengths, and in one piece of the last",
    "Through a socket each byte is a system call and a turn of the loop, for every server.",
    "",
    table(head, lines, 3),
  ].join("\n");
}

function startLines({ help, bare }: Start): string {
  return [
    `4. eoflab --help: ${showSpread(help, 0)} ms; node -e 0, without which no program on Node is: ${showSpread(bare, 0)} ms`,
  ].join("\n");
}

function labTable({ runtime, labs, verify, held }: LabTimes): string {
  const lines = labs.map(({ lab, first, held: itHeld }) => [
    lab,
    showSpread(first, 0),
    itHeld ? "held" : "did not hold",
  ]);
  return [
    `4. A lab's run on the virtual clock on ${runtime}, each in a process of its own`,
    `eoflab verify: all ${labs.length} ${held ? "held" : "did not hold"}, ${showSpread(verify, 0)} ms with the start`,
    "",
    table(["lab", "ms", "its claims"], lines, 1),
  ].join("\n");
}

function tracingLines({ recorded, unused }: Tracing): string {
  const lines = [
    ["in memory", "no trace in the program", showSpread(unused.untraced, 1), ""],
    ["in memory", "nobody records", showSpread(unused.plain, 1), showSpread(unused.ratio, 3)],
    ["socket", "nobody records", showSpread(recorded.without, 1), ""],
    ["socket", "a recorder", showSpread(recorded.with, 1), showSpread(recorded.ratio, 2)],
  ];
  return [
    "6. What the trace costs: eoflab-node, the small answer",
    `The program without a trace is this one, built, with the trace taken out in ${unused.places} places.`,
    "",
    table(["over", "trace", "CPU µs for a request", "times the line above"], lines, 2),
  ].join("\n");
}

const digits = { times: 2, ms: 0, MB: 1 } as const;

/** Each promise that was measured, with what came of it; how many were not is said. */
export function budgetTable(budgets: readonly Budget[]): string {
  const measured = budgets.filter(({ held }) => held !== null);
  const lines = measured.map(({ point, text, limit, unit, measured, held }) => [
    held ? "✓ held" : "✗ missed",
    String(point),
    text,
    `${limit.is} ${limit.than}${unit === "times" ? "" : ` ${unit}`}`,
    showSpread(measured, limit.than === 1.03 ? 3 : digits[unit]),
  ]);
  const held = measured.filter((one) => one.held).length;
  const rest = budgets.length - measured.length;
  return [
    `The budgets, by the median: ${held} held, ${measured.length - held} missed${rest === 0 ? "" : `, ${rest} not measured in this run`}`,
    "",
    table(["", "point", "what", "promised", "measured"], lines, 4),
  ].join("\n");
}
