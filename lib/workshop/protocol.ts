/**
 * What the process of a check tells the one that started it: a line of JSON for each thing, on standard output, among
 * the lines that the user's own code prints there.
 *
 * @module
 */

/** What a check found out, one thing after the other. */
export type Message =
  /** The behaviour is there. */
  | { readonly kind: "held"; readonly id: string }
  /** The behaviour is not there. */
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly expected: string;
      readonly seen: string;
      /** The `seq` of the event where it shows. */
      readonly at: number | null;
      /** The run, as formatRecording prints it. */
      readonly recording: readonly string[] | null;
    }
  /** The file cannot be checked, or its code failed where nobody caught it. */
  | { readonly kind: "broken"; readonly what: string; readonly where: Place | null }
  /** All behaviours were looked at. */
  | { readonly kind: "done" };

/** A place in the user's file; both numbers from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The line for a message. The user's code may have begun a line; this one begins anew. */
export function formatMessage(token: string, message: Message): string {
  return `\n${token} ${JSON.stringify(message)}\n`;
}

/** The message of a line; `null` for one that is the user's. */
export function parseMessage(token: string, line: string): Message | null {
  return line.startsWith(`${token} `) ? (JSON.parse(line.slice(token.length + 1)) as Message) : null;
}
