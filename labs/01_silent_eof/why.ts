/**
 * What happened in a run of lab 01 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type EventOf, type Recording, seconds } from "../../lib/mod.ts";

export function why(rec: Recording): string[] {
  const failed = rec.all("rwc.wrote").find((e) => e.error !== null);
  if (failed === undefined) return whyItArrived(rec);
  const told = rec.events.find(isBadNews);
  return told === undefined ? whySilent(rec, failed) : whyTold(rec, failed, told);
}

/** The story: nobody was told. */
function whySilent(rec: Recording, failed: EventOf<"rwc.wrote">): string[] {
  const written = rec.all("handler.wrote").reduce((sum, e) => sum + e.n, 0);
  return [
    `w.write reported no error because nothing had gone wrong yet: its ${bytes(written)} fitted into buffers, and the socket was not asked.`,
    `The deadline had passed ${ago(failed)} before, which wakes nobody and closes nothing; the socket was asked at ${at(failed.t)}, by the flush after the handler had returned, and what that flush reports is returned to nobody.`,
    `So the server closed the connection with the answer still in its buffer, and the client found the end of the stream where the answer should begin.`,
  ];
}

/** The handler met the error in one of its own calls. */
function whyTold(rec: Recording, failed: EventOf<"rwc.wrote">, told: BadNews): string[] {
  const calls = rec.all(told.name).filter((e) => e.seq <= told.seq).length;
  const all = rec.all(told.name).length;
  const name = told.name === "handler.flushed" ? "flush" : "w.write";
  const call = all === 1 ? name : `${name} number ${calls} of ${all}`;
  const took = told.name === "handler.wrote" ? `, having taken ${bytes(told.n)}` : "";
  const goodWrites = rec.all("handler.wrote").filter((e) => e.error === null).length;
  return [
    `${call} reported the error${took}, because it was the call that had to empty the buffers into the socket, whose deadline had passed ${ago(failed)} before.`,
    goodWrites === 0
      ? "No write before it could know: an error shows only where bytes reach the socket."
      : `${goodWrites === 1 ? "The write" : `The ${goodWrites} writes`} before it, which only filled buffers, had reported none.`,
    `The client gets nothing all the same; but this handler knows, and can say so in the log.`,
  ];
}

/** The answer went out. */
function whyItArrived(rec: Recording): string[] {
  const sent = rec.first("rwc.wrote");
  const armed = rec.all("deadline.set").find((e) => e.which === "write");
  const result = rec.last("client.result");
  const left = armed === undefined || sent === undefined ? null : armed.t + armed.after - sent.t;
  return [
    left === null
      ? "There was no write deadline, so the socket took the answer whenever it came."
      : `The socket was asked at ${at(sent?.t ?? 0)}, ${seconds(Math.round(left))} before the deadline, and took the answer.`,
    `The client got status ${result?.status} and ${bytes(result?.bytes ?? 0)}.`,
    `The write deadline covers the handler's time: what counts is when the bytes reach the socket, not when w.write is called.`,
  ];
}

type BadNews = EventOf<"handler.wrote"> | EventOf<"handler.flushed">;

function isBadNews(e: Recording["events"][number]): e is BadNews {
  return (e.name === "handler.wrote" || e.name === "handler.flushed") && e.error !== null;
}

function bytes(n: number): string {
  return n === 1 ? "1 byte" : `${n} bytes`;
}

function ago(failed: EventOf<"rwc.wrote">): string {
  return seconds(failed.late ?? 0);
}

function at(ms: number): string {
  return seconds(Math.round(ms));
}
