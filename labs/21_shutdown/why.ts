/**
 * What happened in a run of lab 21 and why, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { asIdle, closedAfter, cutShort, down, refused, restCame, told, toldToGo, waited } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [idle(rec), waiting(rec), half(rec), late(rec), end(rec)];
}

const inOrder = (rec: Recording): boolean => told(rec)?.how === "shutdown";

function idle(rec: Recording): string {
  return inOrder(rec)
    ? `Shutdown closed the idle connection ${after(closedAfter(rec, 1))}: nobody waits for anything on it.`
    : "Close asked nobody: it closed all three at once, whatever they were doing.";
}

function waiting(rec: Recording): string {
  const result = waited(rec);
  const sooner =
    cutShort(rec) === undefined ? "" : " The handler had been told to end sooner, by registerOnShutdown.";
  return result?.error === null
    ? `The client that waited has its ${result.status}, ${after(Math.round(result.t - (told(rec)?.t ?? 0)))}${toldToGo(rec) ? ", with Connection: close in it: the server took no further request from it" : ""}.${sooner}`
    : `The client that waited has ${result?.error ?? "nothing"}; its handler worked on for nobody, and its write went into a closed socket.${sooner}`;
}

function half(rec: Recording): string {
  const at = after(closedAfter(rec, 3));
  if (restCame(rec))
    return `The rest of the half header came, the server read the whole request, and closed the connection ${at} without a word: it takes no more requests. The client may send it again elsewhere.`;
  if (!asIdle(rec, 3)) return `Half a header was cut ${at}.`;
  return `Half a header was closed ${at}: a connection that has not brought a request counts as idle after five seconds, and not before.`;
}

function late(rec: Recording): string {
  return `Who came when the server had been told to end got ${refused(rec)?.error ?? "an answer"}.`;
}

function end(rec: Recording): string {
  const returned = down(rec);
  if (returned === undefined) return "Close returned at once, and the handler was still at work.";
  const at = after(Math.round(returned.t - (told(rec)?.t ?? 0)));
  return returned.error === null
    ? `Shutdown returned ${at}, when the last connection had ended.`
    : `Shutdown returned ${at} with "${returned.error}", and has closed nothing because of that: Close had to follow.`;
}

function after(ms: number): string {
  return ms === 0 ? "at once" : `after ${seconds(ms)}`;
}
