/**
 * One cell's recording, as a ladder.
 *
 * @module
 */

import { drawLadder } from "../../ladder/ladder.ts";
import { ascii, unicode } from "../../ladder/style.ts";
import type { Recording } from "../../trace/recording.ts";
import { columns, palette, print, wantsColor } from "../terminal.ts";

/** Prints it. @param title the server's, or the client's */
export function showRecording(
  recording: Recording,
  title: string,
  { color, ascii: plainly }: { color: boolean | undefined; ascii: boolean },
): void {
  const { lab, runtime } = recording.header;
  const colors = palette(wantsColor(color));
  print(colors.bold(`${lab}: ${title}, on ${runtime.name} ${runtime.version}`));
  print();
  const options = { palette: colors, symbols: plainly ? ascii : unicode, width: columns() };
  for (const line of drawLadder(recording, options)) print(line);
}
