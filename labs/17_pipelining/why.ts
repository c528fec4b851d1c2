/**
 * What happened in a run of lab 17 and why, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { count } from "./requests.ts";
import { answered, fates, handled, listed, startOf, unanswered } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [inOrder(rec), ended(rec), client(rec)];
}

function inOrder(rec: Recording): string {
  const slow = Number(rec.header.knobs.slow);
  const called = `A connection has one handler at a time: ${handled(rec).length} of ${count} were called, one after the other.`;
  const held = fates(rec).filter(({ number, ran }) => ran && number > slow && slow > 0);
  if (startOf(rec, slow) === undefined || held.length === 0) return called;
  const from = seconds(startOf(rec, held[0]?.number ?? 0)?.t ?? 0);
  return `${called} Number ${slow} took ${seconds(Number(rec.header.knobs.work))}, so ${listed(held.map(({ number }) => number))} began only at ${from}.`;
}

function ended(rec: Recording): string {
  const { trouble, at } = rec.header.knobs;
  if (trouble === "none") return "Nothing went wrong, so each was answered, and the connection is kept.";
  const what = {
    panic: `The handler of number ${at} threw: what it had written is dropped, and the connection is closed.`,
    malformed: `Number ${at} is malformed: it is answered with 400, no handler is called, and the connection is closed, as nobody knows where the next request would begin.`,
    "close-asked": `Number ${at} asked for the end of the connection: it is answered, and the connection is closed.`,
    "close-set": `The handler of number ${at} set Connection: close: it is answered, and the connection is closed.`,
  }[String(trouble)];
  const behind = fates(rec).filter(({ number, ran }) => number > Number(at) && !ran);
  if (behind.length === 0) return `${what} Nothing stood behind it.`;
  return `${what} What stood behind it, ${listed(behind.map(({ number }) => number))}, lay in the server's buffer, and went with it.`;
}

function client(rec: Recording): string {
  const without = unanswered(rec);
  if (without.length === 0) return `The client has ${answered(rec)} answers for ${count} requests.`;
  const ran = without.filter((fate) => fate.ran).map(({ number }) => number);
  const others = without.filter((fate) => !fate.ran).map(({ number }) => number);
  const done = ran.length === 0 ? "" : ` Of number ${listed(ran)} the handler had begun;`;
  const never = others.length === 0 ? "" : ` ${listed(others)} never reached one;`;
  return `The client has ${answered(rec)} of ${count} answers.${done}${never} the client cannot tell the one from the other, and so must not send again what may not be done twice.`;
}
