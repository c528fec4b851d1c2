/**
 * What stands below the ladder: a question, or what is so at the current event.
 *
 * @module
 */

import { describeAnswers, formatAnswer } from "../../lab/answer.ts";
import type { Question } from "../../lab/lab.ts";
import { type Armed, type Moment, momentAt, type Told } from "../../lab/moment.ts";
import type { Walk } from "../../lab/walk.ts";
import { gauge } from "../../ladder/gauge.ts";
import type { Paint } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { seconds } from "../../trace/seconds.ts";
import { flow, labelled } from "./lines.ts";
import type { Shown, ViewStyle } from "./shown.ts";

/** How many calls are shown at most; two lines of the widest terminal hold no more. */
const mostCalls = 12;

const asIs: Paint = (text) => text;

/** Draws it, in as many lines as it takes. */
export function panel(shown: Shown, style: ViewStyle): string[] {
  const { walk } = shown;
  if (walk.step.kind === "question") return questionLines(shown, walk.step.question, style);
  return walk.event === null ? [] : eventLines(walk, walk.event, style);
}

function questionLines(shown: Shown, question: Question, { columns, palette, symbols }: ViewStyle): string[] {
  const { walk, typed, hints, complaint } = shown;
  const { bold, accent, dim, good, bad } = palette;
  const lines = wrap(question.text(walk.recording), columns).map((line) => bold(line));
  const reply = walk.replyTo(question);
  if (reply !== null) {
    const { predicted, observed, verdict, why } = reply;
    const sign = { right: good(symbols.mark), wrong: bad(symbols.bad), skipped: dim(symbols.lane) }[verdict];
    const said =
      predicted === null ? "nothing: skipped" : `${formatAnswer(question, predicted)} (${verdict})`;
    const [first = "", ...more] = labelled("  predicted: ", said, columns);
    lines.push(sign + first.slice(1), ...more);
    lines.push(...labelled("  observed:  ", formatAnswer(question, observed), columns));
    for (const line of labelled("  why:       ", why, columns)) lines.push(dim(line));
    return lines;
  }
  const choices = describeAnswers(question, walk.recording);
  if (question.kind.type === "choice") {
    for (const [i, choice] of choices.entries()) {
      const isChosen = typed === String(i + 1);
      const written = labelled(`${isChosen ? symbols.right : " "} ${i + 1} `, choice, columns);
      lines.push(...(isChosen ? written.map((line) => accent(line)) : written));
    }
  } else {
    lines.push(`  ${dim(choices.join(", "))}`, `  ${accent(`${symbols.right} ${typed}_`)}`);
  }
  for (const hint of question.hints.slice(0, hints))
    for (const line of wrap(`hint: ${hint}`, columns - 2)) lines.push(`  ${dim(line)}`);
  if (complaint !== null) for (const line of wrap(complaint, columns - 2)) lines.push(`  ${bad(line)}`);
  return lines;
}

function eventLines(walk: Walk, event: TraceEvent, style: ViewStyle): string[] {
  const { columns, palette } = style;
  const moment = momentAt(walk.recording, event);
  const lines = [...gaugeLines(moment, style), ...deadlineLines(moment, style), ...callLines(moment, style)];
  for (const { on, text, go, file } of walk.lab.notes) {
    if (on(walk.recording)?.seq !== event.seq) continue;
    lines.push(...wrap(text(walk.recording), columns).map((line) => palette.accent(line)));
    lines.push(...wrap(`Go: ${go}; here: ${file}`, columns).map((line) => palette.dim(line)));
  }
  return lines;
}

function gaugeLines({ responseW, connBufw }: Moment, { columns, symbols }: ViewStyle): string[] {
  const gauges = [`response.w ${gauge(responseW, symbols)}`, `conn.bufw ${gauge(connBufw, symbols)}`];
  return flow(
    gauges.map((text) => ({ text, paint: asIs })),
    "   ",
    columns,
  );
}

function deadlineLines({ armed }: Moment, { columns, palette }: ViewStyle): string[] {
  if (armed.length === 0) return [palette.dim("no deadline is armed")];
  const pieces = armed.map((one) => ({ text: armedText(one), paint: one.left > 0 ? asIs : palette.bad }));
  return flow(pieces, "   ", columns);
}

function armedText({ which, left }: Armed): string {
  if (left > 0) return `${which} deadline: ${seconds(left)} left`;
  return `${which} deadline: passed${left === 0 ? " just now" : ` ${seconds(-left)} ago`}`;
}

/** The last calls of the handler, as many as fit on two lines, and how many there were before them. */
function callLines({ told, calling }: Moment, { columns, palette }: ViewStyle): string[] {
  if (told.length === 0 && calling === null) return [palette.dim("the handler has called nothing yet")];
  const calls = told.map((call) => ({
    text: callText(call),
    paint: call.error === null ? palette.good : palette.bad,
  }));
  if (calling !== null) calls.push({ text: `${calling} has not returned`, paint: asIs });
  const shownFrom = (first: number): string[] => {
    const before = { text: `${first} ${first === 1 ? "call" : "calls"} before`, paint: palette.dim };
    return flow([...(first === 0 ? [] : [before]), ...calls.slice(first)], "; ", columns);
  };
  let first = Math.max(0, calls.length - mostCalls);
  while (first < calls.length - 1 && shownFrom(first).length > 2) first++;
  return shownFrom(first);
}

function callText({ call, n, error }: Told): string {
  const took = n === null ? "" : ` = ${n}`;
  return `${call}${took}, ${error === null ? "no error" : reason(error)}`;
}

/** What went wrong, without the addresses before it. */
function reason(error: string): string {
  return error.replace(/^\w+ tcp \S+: /, "");
}
